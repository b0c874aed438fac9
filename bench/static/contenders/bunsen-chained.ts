/** A directory inside four middlewares of an app: all but the token, which no client of a page sends. Prints its port. */
import { type App, app } from "bunsen";
import { bearer, cors, logger, requestId, secureHeaders } from "bunsen/middleware";
import { sessions, sink } from "../../middleware/shared.ts";
import { directory } from "../files.ts";

const contender: App = app()
  .use(requestId(), logger({ sink }), cors(), secureHeaders())
  .static("/static/*", directory)
  .group("/api", (api) => api.use(bearer({ verify: (token) => sessions.get(token) as object | undefined })));

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
