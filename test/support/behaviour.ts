import { test } from "bun:test";
import type { App } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { type Form, forms, tableOf } from "./app-forms.ts";
import { requestBytes, sendRaw } from "./raw-request.ts";

/** What came back: JSON where the answer is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Question {
  readonly method?: string;
  readonly target: string;
  /** Field lines: `content-type: application/json`. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export type Ask = (question: Question) => Promise<Answer>;

export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

export async function askInProcess(given: App, form: Form): Promise<Ask> {
  const table = await tableOf(given, form);
  return async ({ method = "GET", target, headers = [], body }) => {
    const fields = headers.map((line): [string, string] => [
      line.slice(0, line.indexOf(":")),
      line.slice(line.indexOf(":") + 1).replace(/^[ \t]+|[ \t]+$/g, ""),
    ]);
    // A body of text would bring a content type of its own.
    const init = {
      method,
      headers: fields,
      ...(body === undefined ? {} : { body: bytesOf(body) }),
    };
    const response = await answerTarget(table, target, init);
    return { status: response.status, body: parsed(await response.text()) };
  };
}

export const askOverSocket =
  (port: number): Ask =>
  async ({ method = "GET", target, headers = [], body = "" }) => {
    const content = bytesOf(body);
    const length = content.length === 0 ? [] : [`Content-Length: ${content.length}`];
    const head = bytesOf(requestBytes(method, target, [...headers, ...length]));
    const answer = await sendRaw(port, new Uint8Array(Buffer.concat([head, content])));
    return { status: answer.status, body: parsed(answer.body) };
  };

/** One behaviour, asked of each form in-process and over a socket. */
export function behaviour(name: string, define: () => App, check: (ask: Ask) => Promise<void>): void {
  for (const form of forms) {
    test(`${name} (${form})`, async () => {
      await check(await askInProcess(define(), form));
    });
  }
  test(`${name} (over a socket)`, async () => {
    await using server = await define().listen({ port: 0, hostname: "127.0.0.1", signals: false });
    await check(askOverSocket(server.port));
  });
}

const bytesOf = (body: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  typeof body === "string" ? new TextEncoder().encode(body) : body;

/** A question with a body of some type. */
export const postAs = (type: string, body: string | Uint8Array<ArrayBuffer>, target = "/"): Question => ({
  method: "POST",
  target,
  headers: [`Content-Type: ${type}`],
  body,
});

const json = "Content-Type: application/json";
/** For apps whose faults are meant. */
export const quiet: { log: () => void } = { log: () => {} };
export const jsonPost = (value: unknown, target = "/"): Question => ({
  method: "POST",
  target,
  headers: [json],
  body: JSON.stringify(value),
});
export const postText = (body: string, target = "/"): Question => ({
  method: "POST",
  target,
  headers: [json],
  body,
});

/** The failures of a 422 as `pointer: expected`. */
export const failuresOf = ({ status, body }: Answer): unknown => ({
  status,
  errors: (body as { errors?: { pointer: string; expected: string }[] }).errors?.map(
    (e) => `${e.pointer}: ${e.expected}`,
  ),
});
