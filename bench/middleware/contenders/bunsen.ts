/** The same answers as an app. What imports this, or is built from it, serves it and prints its port. */
import { type App, app } from "bunsen";
import { bearer, cors, logger, requestId, secureHeaders } from "bunsen/middleware";
import { type Session, describeLog, describeProfile, sessions, sink } from "../shared.ts";

function verify(token: string): { readonly session: Session } | undefined {
  const session = sessions.get(token);
  return session && { session };
}

const contender: App = app({ performance: { fastPaths: [{ path: "/health", allowUnguarded: true }] } })
  .use(requestId(), logger({ sink }), cors(), secureHeaders())
  .use(bearer({ verify }))
  .get("/health", "ok")
  .get("/api/profile", ({ session }) => describeProfile(session))
  .get("/api/log", () => describeLog());

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
