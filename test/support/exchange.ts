import { expect } from "bun:test";
import { type App, app, t } from "../../src/bunsen.ts";
import type { Middleware } from "../../src/define/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, tableOf } from "./app-forms.ts";

/** An answer as a client reads it. */
export interface Received {
  readonly status: number;
  /** Without what belongs to the connection rather than to the answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer over a socket, which the one in-process must equal. */
export async function exchange(
  subject: Pick<App, "definition">,
  form: Form,
  target: string,
  init: RequestInit = {},
): Promise<Received> {
  const table = await tableOf(subject, form);
  await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
  const wire = await receivedOf(await fetch(new URL(target, server.url), init));
  expect(await receivedOf(await answerTarget(table, target, init))).toEqual(wire);
  return wire;
}

async function receivedOf(response: Response): Promise<Received> {
  const {
    date: _date,
    "content-length": _length,
    connection: _connection,
    ...headers
  } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

/** An app that answers in many ways, inside some middleware. */
export const answeringApp = (
  ...used: readonly Middleware[]
): Pick<App, "definition" | "serverHooks" | "stats"> =>
  app({ log: () => {} })
    .use(used)
    .get("/ok", () => ({ ok: true }))
    .get("/items/:id", ({ params }) => params.id)
    .get("/constant", "constant")
    .get("/fault", () => {
      throw new Error("broken");
    })
    .post("/items", { body: t.Object({ id: t.Integer() }) }, ({ body }) => body);

/** A request for each way of answering. */
export const answers: readonly {
  readonly target: string;
  readonly init: RequestInit;
  readonly status: number;
}[] = [
  { target: "/ok", init: {}, status: 200 },
  { target: "/items/7?full=true", init: {}, status: 200 },
  { target: "/constant", init: {}, status: 200 },
  { target: "/ok", init: { method: "HEAD" }, status: 200 },
  { target: "/ok", init: { method: "OPTIONS" }, status: 204 },
  { target: "/nothing", init: {}, status: 404 },
  { target: "/ok", init: { method: "DELETE" }, status: 405 },
  { target: "/items", init: post("{"), status: 400 },
  { target: "/items", init: post('{"id":"x"}'), status: 422 },
  { target: "/fault", init: {}, status: 500 },
];

function post(body: string): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body };
}

/** Adds header fields to a request. */
export const withHeaders = (init: RequestInit, headers: Readonly<Record<string, string>>): RequestInit => ({
  ...init,
  headers: { ...(init.headers as Record<string, string> | undefined), ...headers },
});
