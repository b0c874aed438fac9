import { describe, expect, test } from "bun:test";
import { app, middleware } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const targets = ["/files/a/../../admin", "/files/%61dmin/1", "/users/%2e%2e", "/users/a%2Fb", "/users/%zz"];

describe.each(forms)("a target with two readings, %s", (form) => {
  test.each(targets)("%s reaches no hook", async (target) => {
    const seen: string[] = [];
    const watch = middleware({ name: "watch", before: ({ path }) => void seen.push(path) });
    const subject = app()
      .use(watch)
      .get("/files/*", () => "file")
      .get("/files/admin/:id", () => "admin")
      .get("/users/:id", () => "user");
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const wire = await sendRaw(server.port, requestBytes("GET", target));
    const { status } = await answerTarget(table, target);
    expect([wire.status, status, seen]).toEqual([400, 400, []]);
  });
});
