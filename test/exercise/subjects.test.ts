import { expect, test } from "bun:test";
import { app, sse } from "../../src/bunsen.ts";
import { everything } from "../describe/everything.ts";
import { exampleApp } from "../describe/support.ts";
import { subjectsOf } from "./support.ts";

const answer = () => "ok";

const methods = app()
  .get("/a", answer)
  .post("/a", answer)
  .put("/a", answer)
  .patch("/a", answer)
  .delete("/a", answer)
  .head("/b", answer)
  .options("/b", answer)
  .all("/c", answer);

test("only GET and HEAD are asked, unless more is wanted", async () => {
  const { subjects, leftOut } = await subjectsOf(methods, { writes: false });
  expect(subjects.map(({ request }) => `${request.method} ${request.target}`)).toEqual([
    "GET /a",
    "HEAD /b",
    "GET /c",
  ]);
  expect(leftOut).toEqual(
    ["POST /a", "PUT /a", "PATCH /a", "DELETE /a", "OPTIONS /b"].map((key) => ({
      key,
      dispatch: "direct",
      reason: "it may write: add --writes",
    })),
  );
});

test("with writes, what makes something is asked first, what removes it last", async () => {
  const { subjects } = await subjectsOf(methods);
  expect(subjects.map(({ key }) => key)).toEqual([
    "POST /a",
    "PUT /a",
    "PATCH /a",
    "GET /a",
    "HEAD /b",
    "OPTIONS /b",
    "ALL /c",
    "DELETE /a",
  ]);
});

test("routes are chosen by their keys", async () => {
  const { subjects, leftOut } = await subjectsOf(methods, { keys: ["HEAD /b", "POST /a"], writes: false });
  expect([subjects.map(({ key }) => key), leftOut.map(({ key }) => key)]).toEqual([["HEAD /b"], ["POST /a"]]);
});

test("hidden routes are routes as well", async () => {
  const { subjects } = await subjectsOf(everything);
  expect(subjects.map(({ key }) => key)).toContain("GET /");
});

test("WebSockets, events and pages are left out, each with why", async () => {
  const { leftOut } = await subjectsOf(await exampleApp("chat"));
  expect(leftOut.map(({ key, way, reason }) => [key, way, reason])).toEqual([
    ["GET /", "inProcess", "a page that Bun bundles: only a server answers it"],
    ["GET /rooms/:room", undefined, "a WebSocket: only answers are measured"],
    ["GET /rooms/:room/events", undefined, "a stream of events, which has no end"],
  ]);
});

test("events without a schema are told when they are asked: nothing tells before", async () => {
  const events = app().get(
    "/events",
    sse(async function* () {}),
  );
  expect((await subjectsOf(events)).subjects.length).toBe(1);
});
