import { HttpError, type MiddlewareContext, app, middleware, t } from "bunsen";
import { type WithSession, csrf, session } from "bunsen/middleware";
import { memoryStore } from "bunsen/stores";

const Login = t.Object({ name: t.String(), password: t.String({ maxLength: 200, writeOnly: true }) });
const Visit = t.Object({ user: t.Optional(t.String()) });

// An app has a table of these. What is kept is a hash that takes time and memory to compute, argon2id.
const hashes = new Map([["ada", await Bun.password.hash("correct horse")]]);
// Verified where there is no such user: how long the answer takes does not tell who there is.
const nobody = await Bun.password.hash(crypto.randomUUID());

/** Lets in only who has signed in. A guard: a route cannot lose it unnoticed. */
const signedIn = middleware({
  name: "signedIn",
  phase: "admit",
  before(c) {
    const { data } = (c as MiddlewareContext & WithSession<{ user: string }>).session;
    if (data.user === undefined) throw new HttpError(401, "Sign in first.");
    return { user: data.user };
  },
});

export default app()
  // Pages of other sites cannot sign somebody in or out.
  .use(csrf())
  .use(
    session({
      schema: Visit,
      // Without the variable a restart signs everybody out.
      secrets: [process.env["SESSION_SECRET"] ?? crypto.randomUUID()],
      // Several processes share sessions in redisStore(url) or sqliteStore(path).
      store: memoryStore(),
      // curl speaks plain HTTP here; behind TLS leave this out.
      cookie: { secure: false },
    }),
  )
  .post("/login", { body: Login, bodyType: ["json", "urlencoded"] }, async (c) => {
    const { name, password } = c.body;
    if (!(await Bun.password.verify(password, hashes.get(name) ?? nobody)))
      throw new HttpError(401, "The name or the password is wrong.", { code: "invalid_credentials" });
    // Another id: one that somebody knew before is not signed in.
    c.session.regenerate();
    c.session.set({ user: name });
    return { welcome: name };
  })
  .post("/logout", (c) => c.session.destroy())
  .get("/", (c) => `Hello, ${c.session.data.user ?? "stranger"}.`)
  .group("/account", (account) => account.use(signedIn).get("/", (c) => ({ user: c.user })));
