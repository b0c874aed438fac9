import type { RouteDefinition } from "../define/app-definition.ts";
import { type Middleware, isMiddleware } from "../define/middleware.ts";
import type { RouteOptions } from "../define/schema.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { phases } from "./middleware-order.ts";
import type { Subject } from "./middleware-subject.ts";

type Report = (diagnostic: Diagnostic) => void;

/** Reports the options of a route that speak of middleware, where they do not fit. */
export function checkMiddlewareOptions(
  { use, skip, allowUnguarded, invalidates }: Readonly<Record<string, unknown>> | RouteOptions,
  source: RouteDefinition["source"],
  report: Report,
): void {
  const refuse = (problem: string, fix: string): void =>
    report({ code: "invalid_option", source, problem, fix });
  if (use !== undefined && !(Array.isArray(use) && use.flat().every(isMiddleware)))
    refuse(`use must be a list of middleware, not ${Bun.inspect(use)}.`, "Write use: [middleware({ … })].");
  if (skip !== undefined && !(Array.isArray(skip) && skip.every((name) => typeof name === "string")))
    refuse(`skip must be a list of names, not ${Bun.inspect(skip)}.`, 'Write skip: ["name"].');
  const isTags = Array.isArray(invalidates) && invalidates.every((tag) => typeof tag === "string");
  if (invalidates !== undefined && typeof invalidates !== "function" && !isTags)
    refuse(
      `invalidates must be a list of tags or a function, not ${Bun.inspect(invalidates)}.`,
      'Write invalidates: ["products"].',
    );
  if (allowUnguarded !== undefined && typeof allowUnguarded !== "boolean")
    refuse(`allowUnguarded must be true or false, not ${Bun.inspect(allowUnguarded)}.`, "Write true.");
}

/** Reports middleware whose shape cannot be used. */
export function checkMiddleware({ middleware, source, key }: Subject, report: Report): void {
  const refuse = (problem: string, fix: string): void =>
    report({ code: "invalid_middleware", source, problem, fix });
  for (const one of middleware) {
    const { name, phase, headers } = one;
    if (typeof name !== "string" || !/^[A-Za-z][\w-]*$/.test(name)) {
      refuse(
        `A middleware has the name ${JSON.stringify(name)}.`,
        "Name it by a letter, then letters, digits, _ and -.",
      );
    }
    if (phase !== undefined && !phases.includes(phase)) {
      refuse(`${name} of ${key} has the phase ${JSON.stringify(phase)}.`, `Use one of ${phases.join(", ")}.`);
    }
    checkHooks(one, key, refuse);
    if (one.bodyLimitBytes !== undefined && !isLength(one.bodyLimitBytes)) {
      refuse(
        `${name} of ${key} has the bodyLimitBytes ${Bun.inspect(one.bodyLimitBytes)}.`,
        "Give a whole number of bytes, like 1_048_576. 0 refuses every body.",
      );
    }
    for (const [field, value] of Object.entries(headers ?? {})) {
      if (isField(field, value)) continue;
      refuse(
        `${name} of ${key} sets the header field ${JSON.stringify(field)} to ${JSON.stringify(value)}.`,
        "Use letters, digits and - in the name, and text without line breaks as the value. Fields of the content or the " +
          "connection, and cookies, are no constants.",
      );
    }
  }
}

const isLength = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function checkHooks(one: Middleware, key: string, refuse: (problem: string, fix: string) => void): void {
  for (const hook of ["before", "after", "around"] as const) {
    if (one[hook] === undefined || typeof one[hook] === "function") continue;
    refuse(`${hook} of ${one.name} of ${key} is no function.`, `Write ${hook}(c) { … }.`);
  }
  if (one.memo === undefined) return;
  if (one.before === undefined)
    refuse(
      `${one.name} of ${key} has a memo, and no before of which it could keep anything.`,
      "Remove memo.",
    );
  if (typeof one.memo.key !== "function")
    refuse(`The memo of ${one.name} of ${key} has no key.`, "Write memo: { key: (c) => … }.");
}

/** Fields that are of one answer, or of the connection. */
const variableFields: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "set-cookie",
  "transfer-encoding",
]);

function isField(name: string, value: unknown): boolean {
  try {
    if (typeof value !== "string" || variableFields.has(name.toLowerCase())) return false;
    return new Headers([[name, value]]).has(name);
  } catch {
    return false;
  }
}
