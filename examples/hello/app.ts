import { app, t } from "bunsen";

export default app()
  .get("/health", "ok")
  .get(
    "/hello/:name",
    { params: t.Object({ name: t.String({ maxLength: 40 }) }), response: t.Object({ hello: t.String() }) },
    ({ params }) => ({ hello: params.name }),
  );
