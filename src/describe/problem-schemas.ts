import { failureCodes } from "../runtime/failure-rules.ts";
import type { Operation, WireSchema } from "./api-description.ts";

const text = { type: "string" };

const problem = {
  type: "object",
  description: "What went wrong (RFC 9457).",
  properties: {
    title: { ...text, description: "The phrase of the status." },
    status: { type: "integer" },
    detail: { ...text, description: "A sentence for people." },
    code: { ...text, description: "A stable name, for programs." },
  },
  required: ["title", "status", "detail", "code"],
} satisfies WireSchema;

const failure: WireSchema = {
  type: "object",
  properties: {
    in: { ...text, enum: ["params", "query", "headers", "cookies", "body"] },
    pointer: { ...text, description: "A JSON pointer (RFC 6901) to the value; empty for all of it." },
    rule: { ...text, enum: Object.keys(failureCodes) },
    code: { ...text, enum: [...new Set(Object.values(failureCodes))] },
    expected: text,
    received: text,
    message: text,
  },
  required: ["in", "pointer", "rule", "code", "expected", "received"],
};

const validationProblem: WireSchema = {
  type: "object",
  description: "A request that does not fit, with all that is wrong with it.",
  properties: {
    ...problem.properties,
    errors: { type: "array", items: failure },
  },
  required: [...problem.required, "errors"],
};

/** The schemas of the problems that some operation can be answered with. */
export function problemSchemas(operations: readonly Operation[]): Readonly<Record<string, WireSchema>> {
  const codes = operations.flatMap(({ problems }) => problems.map(({ code }) => code));
  return {
    ...(codes.some((code) => code !== "validation_failed") ? { Problem: problem } : {}),
    ...(codes.includes("validation_failed") ? { ValidationProblem: validationProblem } : {}),
  };
}
