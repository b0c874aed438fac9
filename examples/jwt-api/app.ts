import { HttpError, app, t } from "bunsen";
import { jwt } from "bunsen/jwt";
import { requireScopes } from "bunsen/middleware";
import { SignJWT } from "jose";

// Whoever has it can make tokens: it comes from the environment, and is 32 bytes or longer.
const secret = process.env["JWT_SECRET"] ?? `${crypto.randomUUID()}${crypto.randomUUID()}`;
const [issuer, audience] = ["https://id.example", "notes"];

const Credentials = t.Object({ name: t.String(), password: t.String({ maxLength: 200, writeOnly: true }) });

const users = new Map([
  ["ada", { hash: await Bun.password.hash("correct horse"), scope: "notes:read notes:write" }],
  ["bob", { hash: await Bun.password.hash("battery staple"), scope: "notes:read" }],
]);
const nobody = { hash: await Bun.password.hash(crypto.randomUUID()), scope: "" };

const notes = ["Water the plants."];

export default app()
  .post("/token", { body: Credentials }, async ({ body: { name, password } }) => {
    const user = users.get(name) ?? nobody;
    if (!(await Bun.password.verify(password, user.hash)))
      throw new HttpError(401, "The name or the password is wrong.", { code: "invalid_credentials" });
    const token = new SignJWT({ scope: user.scope })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(name)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime("15m");
    return { token: await token.sign(new TextEncoder().encode(secret)) };
  })
  .group("/notes", (group) =>
    group
      // The algorithm is said here, and never read from the token.
      .use(jwt({ secret, algorithms: ["HS256"], issuer, audience }))
      .get("/", { use: [requireScopes({ scopes: ["notes:read"] })] }, (c) => ({ of: c.jwt.sub, notes }))
      .post(
        "/",
        { use: [requireScopes({ scopes: ["notes:write"] })], body: t.String({ maxLength: 500 }) },
        ({ body, reply }) => reply(201, { notes: notes.push(body) }),
      ),
  );
