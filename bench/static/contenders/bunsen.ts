/** A directory on the fast path of an app of five middlewares: its answers have their constant fields. Prints its port. */
import { type App, app } from "bunsen";
import { bearer, cors, logger, requestId, secureHeaders } from "bunsen/middleware";
import { sessions, sink } from "../../middleware/shared.ts";
import { directory } from "../files.ts";

const contender: App = app({ performance: { fastPaths: [{ path: "/static/*", allowUnguarded: true }] } })
  .use(requestId(), logger({ sink }), cors(), secureHeaders())
  .use(bearer({ verify: (token) => sessions.get(token) as object | undefined }))
  .static("/static/*", directory);

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
