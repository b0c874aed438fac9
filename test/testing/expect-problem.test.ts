import { expect, test } from "bun:test";
import { app, t } from "../../src/bunsen.ts";
import { expectProblem } from "../../src/testing.ts";

const users = app()
  .get("/ok", "ok")
  .get("/fake", () => Response.json({ code: "not_found" }, { status: 404 }))
  .get("/list", () => new Response("[]", { status: 500 }))
  .get(
    "/users/:id",
    { params: t.Object({ id: t.Integer() }), query: t.Object({ n: t.Integer() }) },
    () => "user",
  );

test("gives the document that it expected", async () => {
  const problem = await expectProblem(await users.request("/nowhere"), { status: 404, code: "not_found" });
  expect(problem).toEqual({
    title: "Not Found",
    status: 404,
    detail: 'No route matches "/nowhere".',
    code: "not_found",
  });
});

test("the code may be left out", async () => {
  expect((await expectProblem(await users.request("/nowhere"), { status: 404 })).code).toBe("not_found");
});

test("pointers are those of all failures, in any order", async () => {
  const response = await users.request("/users/a?n=b");
  await expectProblem(response, { status: 422, code: "validation_failed", pointers: ["/n", "/id"] });
});

test.each<[target: string, expected: Parameters<typeof expectProblem>[1], received: string]>([
  ["/nowhere", { status: 403 }, '{"status":404,"type":"application/problem+json"}'],
  [
    "/nowhere",
    { status: 404, code: "gone" },
    '{"status":404,"type":"application/problem+json","code":"not_found"}',
  ],
  ["/ok", { status: 200 }, '{"status":200,"type":"text/plain;charset=utf-8"}'],
  ["/fake", { status: 404 }, '{"status":404,"type":"application/json;charset=utf-8"}'],
  ["/list", { status: 500, pointers: [] }, '{"status":500,"type":null}'],
  [
    "/users/a?n=1",
    { status: 422, pointers: ["/n"] },
    '{"status":422,"type":"application/problem+json","pointers":["/id"]}',
  ],
])("%s is not %j", async (target, expected, received) => {
  const error = await expectProblem(await users.request(target), expected).catch((reason: unknown) => reason);
  const [first, second, third] = String(error).split("\n");
  expect(first).toStartWith("Error: expectProblem: expected a problem document {");
  expect(second).toBe(`received ${received}`);
  expect(third).toBe(`body     ${await (await users.request(target)).text()}`);
});

test("an empty body is told as such", async () => {
  const error = await expectProblem(new Response(null, { status: 204 }), { status: 404 }).catch(String);
  expect(error).toEndWith("body     (empty)");
});
