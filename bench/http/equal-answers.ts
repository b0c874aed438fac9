import type { RunningContender } from "./contenders.ts";
import type { Exchange, ExpectedAnswer, Workload, WorkloadRequest } from "./workload.ts";

/** A contender does not answer as the workload says: what is timed would be other work. */
export class UnequalAnswerError extends Error {
  override readonly name = "UnequalAnswerError";
}

/** What was asked of a contender. */
export type Asked = Pick<RunningContender, "name" | "port">;

/**
 * Proves that all contenders give the expected answer to every request of the workloads, and so the same one.
 *
 * @throws {UnequalAnswerError} at the first difference, with both answers
 */
export async function proveEqualAnswers(
  contenders: readonly Asked[],
  workloads: readonly Workload[],
): Promise<void> {
  for (const { name, timed, refusals } of workloads) {
    for (const exchange of [timed, ...refusals]) {
      for (const contender of contenders) await proveAnswer(contender, name, exchange);
    }
  }
}

async function proveAnswer(contender: Asked, workload: string, { request, answer }: Exchange): Promise<void> {
  const received = await ask(contender.port, request, answer);
  if (Bun.deepEquals(received, answer, true)) return;
  throw new UnequalAnswerError(
    [
      `${contender.name} answers ${request.method} ${request.target} (${workload}) otherwise.`,
      ...(request.body === undefined ? [] : [`  sent:     ${request.body}`]),
      `  expected: ${JSON.stringify(answer)}`,
      `  received: ${JSON.stringify(received)}`,
    ].join("\n"),
  );
}

/** The answer to a request, with the members that the expected one names. */
async function ask(
  port: number,
  { method, target, headers, body }: WorkloadRequest,
  expected: ExpectedAnswer,
): Promise<ExpectedAnswer> {
  const response = await fetch(`http://127.0.0.1:${port}${target}`, {
    method,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "none";
  const text = await response.text();
  return {
    status: response.status,
    ...(expected.type === undefined ? {} : { type }),
    ...("body" in expected ? { body: isJson(type) ? parseJson(text) : text } : {}),
    ...(expected.headers === undefined ? {} : { headers: pick(response.headers, expected.headers) }),
  };
}

const isJson = (type: string): boolean => type === "application/json" || type.endsWith("+json");

/** A document, or the text that is none: a difference to show rather than an exception. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The fields that are expected; in place of a value that fits a pattern, the pattern. */
function pick(
  headers: Headers,
  expected: NonNullable<ExpectedAnswer["headers"]>,
): Record<string, string | RegExp> {
  const entries = Object.entries(expected).map(([name, wanted]) => {
    const value = headers.get(name) ?? "none";
    return [name, wanted instanceof RegExp && wanted.test(value) ? wanted : value] as const;
  });
  return Object.fromEntries(entries);
}
