/**
 * Runs the JSON Schema Test Suite (draft 7) against the checks that schemas are compiled to, and against their
 * interpretation.
 *
 *     SUITE=<checkout of JSON-Schema-Test-Suite> bun run test:json-schema
 */
import { join } from "node:path";
import { checksOf } from "../support/schema-checks.ts";
import { excludedFiles, excludedGroups } from "./excluded.ts";

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

/** Undeclared properties of an answer are dropped, so `additionalProperties: false` has nothing to refuse there. */
const directionsOf = (schema: unknown): readonly ("input" | "output")[] =>
  JSON.stringify(schema).includes('"additionalProperties":false') ? ["input"] : ["input", "output"];

function runGroup(file: string, { description, schema, tests }: Group): { passed: number; failed: number } {
  const result = { passed: 0, failed: 0 };
  for (const direction of directionsOf(schema)) {
    const checks = checksOf(schema, direction);
    for (const test of tests) {
      const isRight = typeof checks !== "string" && checks.every((check) => check(test.data) === test.valid);
      result[isRight ? "passed" : "failed"]++;
      const why = typeof checks === "string" ? checks : `should be ${test.valid ? "valid" : "invalid"}`;
      if (!isRight)
        console.log(`failed: ${file}: ${description}: ${test.description} (${direction}): ${why}`);
    }
  }
  return result;
}

const { SUITE } = process.env;
if (SUITE === undefined) throw new Error("Set SUITE to a checkout of the JSON Schema Test Suite.");
const directory = join(SUITE, "tests/draft7");
const files = [...new Bun.Glob("*.json").scanSync(directory)].toSorted();
if (files.length === 0) throw new Error(`There are no tests in ${directory}.`);
const total = { passed: 0, failed: 0 };
for (const file of files) {
  const why = excludedFiles[file];
  if (why !== undefined) {
    console.log(`excluded: ${file}: ${why}`);
    continue;
  }
  for (const group of (await Bun.file(join(directory, file)).json()) as Group[]) {
    const reason = excludedGroups[file]?.[group.description];
    if (reason !== undefined) {
      console.log(`excluded: ${file}: ${group.description}: ${reason}`);
      continue;
    }
    const { passed, failed } = runGroup(file, group);
    total.passed += passed;
    total.failed += failed;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
