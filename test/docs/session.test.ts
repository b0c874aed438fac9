import { expect, setDefaultTimeout, test } from "bun:test";
import { isProgram, readPage } from "../support/doc-page.ts";
import { runProgram } from "../support/page-program.ts";

// Hashes of passwords take their time, on a busy machine above all.
setDefaultTimeout(30_000);

const cookieOf = (response: Response): string =>
  response.headers.getSetCookie()[0]?.split(";")[0] ?? "no cookie";

test("the login of docs/middleware/session.md lets in who knows the password, and out again", async () => {
  const page = await readPage("docs/middleware/session.md");
  const program = page.blocks.find(isProgram);
  if (program === undefined) throw new Error("The page has no program.");
  await using running = await runProgram(page, program);
  const { app } = running;
  const post = (target: string, body = "", headers: Record<string, string> = {}) =>
    app.request(target, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  const whoIs = async (cookie: string) => (await app.request("/", { headers: { cookie } })).text();

  const wrong = [
    await post("/login", "name=ann&password=wrong"),
    await post("/login", "name=eve&password=correct+horse"),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([401, 401]);
  expect(wrong.map(cookieOf)).toEqual(["no cookie", "no cookie"]);

  const login = await post("/login", "name=ann&password=correct+horse");
  expect([login.status, login.headers.get("location"), login.headers.get("cache-control")]).toEqual([
    303,
    "/me",
    "no-store",
  ]);
  const [field = ""] = login.headers.getSetCookie();
  expect(field.replace(/=[^;]+/, "=…")).toBe(
    "__Host-session=…; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax",
  );
  const cookie = cookieOf(login);
  expect(await whoIs(cookie)).toBe("Hello, ann.");
  expect(await (await app.request("/me", { headers: { cookie } })).json()).toEqual({ user: "ann" });
  expect((await post("/logout", "", { cookie, origin: "https://evil.example" })).status).toBe(403);
  expect(cookieOf(await post("/logout", "", { cookie }))).toBe("__Host-session=");
  expect(await whoIs(cookie)).toBe("Hello, stranger.");
});
