import type { Problem } from "../http/problem.ts";

/** What is expected of a problem document. What is left out is not looked at. */
export interface ExpectedProblem {
  readonly status: number;
  /** Its stable name: `docs/errors.md` has those of Bunsen itself. */
  readonly code?: string;
  /** What failed, where a schema refused the request: JSON pointers of all `errors`, in any order. */
  readonly pointers?: readonly string[];
}

/**
 * Expects an answer to be a problem document (RFC 9457), and gives it for more.
 *
 * @example
 * ```ts
 * await expectProblem(await server.fetch("/users/abc"), { status: 422, code: "validation_failed", pointers: ["/id"] });
 * ```
 * @throws {Error} that tells what was expected and received, with the body
 */
export async function expectProblem(response: Response, expected: ExpectedProblem): Promise<Problem> {
  const text = await response.text();
  const problem = readProblem(text);
  const received = {
    status: response.status,
    type: response.headers.get("content-type"),
    ...(expected.code === undefined ? {} : { code: problem?.code }),
    ...(expected.pointers === undefined ? {} : { pointers: pointersOf(problem) }),
  };
  const { status, code, pointers } = expected;
  const wanted = {
    status,
    type: "application/problem+json",
    ...(code === undefined ? {} : { code }),
    ...(pointers === undefined ? {} : { pointers: pointers.toSorted() }),
  };
  if (problem !== undefined && Bun.deepEquals(received, wanted)) return problem;
  const told = `expected a problem document ${JSON.stringify(wanted)}\nreceived ${JSON.stringify(received)}`;
  throw new Error(`expectProblem: ${told}\nbody     ${text === "" ? "(empty)" : text}`);
}

/** Also where what was sent is no JSON, or no object. */
function readProblem(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Problem) : undefined;
  } catch {
    return undefined;
  }
}

const pointersOf = (problem: Problem | undefined): readonly string[] | undefined =>
  Array.isArray(problem?.["errors"])
    ? (problem["errors"] as readonly { readonly pointer: string }[]).map(({ pointer }) => pointer).toSorted()
    : undefined;
