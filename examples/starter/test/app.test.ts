import { expect, test } from "bun:test";
import { expectProblem, startTestServer } from "bunsen/testing";
import { createApp } from "../src/app.ts";

const quiet = () => {};

const post = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

test("keeps a note", async () => {
  await using server = await startTestServer(createApp(quiet));
  const created = await server.fetch("/notes", post({ text: "Light the burner." }));
  expect([created.status, created.headers.get("location")]).toEqual([201, "/notes/1"]);
  const found = await server.fetch("/notes/1");
  expect(await found.json()).toEqual({ id: 1, text: "Light the burner." });
});

test("refuses a note without text", async () => {
  const response = await createApp(quiet).request("/notes", post({ text: "" }));
  await expectProblem(response, { status: 422, code: "validation_failed", pointers: ["/text"] });
});

test("tells of a note that is not there", async () => {
  await expectProblem(await createApp(quiet).request("/notes/7"), { status: 404, code: "not_found" });
});

test("logs what it answers, but not who asks whether it lives", async () => {
  const lines: string[] = [];
  const notes = createApp((line) => lines.push(line));
  await notes.request("/health");
  await notes.request("/notes/1");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ path: "/notes/1", status: 404 }]);
});

test("is ready", async () => {
  await using server = await startTestServer(createApp(quiet));
  expect((await server.fetch("/ready")).status).toBe(200);
});
