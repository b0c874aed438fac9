import { isRecord } from "../compile/schema-place.ts";

/** What is seen of the first answer of a route, before it is measured. */
export interface FirstAnswer {
  /** Undefined where none came. */
  readonly status: number | undefined;
  /** Why the route is not measured; undefined where it is. */
  readonly reason: string | undefined;
  readonly durationMs: number;
}

/** How long a first answer may take, to the end of its body. */
const patienceMs = 5000;

/** Asks once. */
export async function askOnce(ask: (signal: AbortSignal) => Promise<Response>): Promise<FirstAnswer> {
  const startMs = performance.now();
  const read = await readInTime(ask);
  return { ...read, durationMs: performance.now() - startMs };
}

type ReadAnswer = Omit<FirstAnswer, "durationMs">;

async function readInTime(ask: (signal: AbortSignal) => Promise<Response>): Promise<ReadAnswer> {
  const cut = new AbortController();
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), patienceMs);
  try {
    const answer = await Promise.race([readAnswer(ask(cut.signal)), late.promise]);
    return (
      answer ?? { status: undefined, reason: `it did not answer to the end within ${patienceMs / 1000} s` }
    );
  } catch (error) {
    return { status: undefined, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    cut.abort();
  }
}

async function readAnswer(asked: Promise<Response>): Promise<ReadAnswer> {
  const response = await asked;
  const { status, headers } = response;
  if (headers.get("content-type")?.startsWith("text/event-stream") === true) {
    await response.body?.cancel();
    return { status, reason: endlessEvents };
  }
  const text = await response.text();
  return { status, reason: status < 400 ? undefined : refusalText(status, text) };
}

/** Why events are not measured. */
export const endlessEvents = "a stream of events, which has no end";

/** The code and the words of a problem document, and what would help. */
export function refusalText(status: number, body: string): string {
  const problem = readJson(body);
  const { code, detail, errors } = isRecord(problem) ? problem : {};
  const told = [code, detail].filter((one) => typeof one === "string").join(": ");
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  const where = isRecord(first)
    ? ` ${String(first["in"])} ${String(first["pointer"])}: ${String(first["code"])}.`
    : "";
  const hint = hints[status];
  return `${status}${told === "" ? "" : ` ${told}`}${where}${hint === undefined ? "" : ` (${hint})`}`;
}

const hints: Readonly<Record<number, string>> = {
  400: "give its schema examples",
  401: 'send credentials: --header "authorization: …"',
  403: 'send what it asks for: --header "name: value"',
  404: "give its parameters examples of what is there",
  422: "give its schema examples",
};

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
