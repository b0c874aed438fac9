import { definitionsOf, emitSchema } from "../../src/compile/emit-schemas.ts";
import { Names } from "../../src/compile/names.ts";
import { SchemaPlanner } from "../../src/compile/schema-planner.ts";
import { fits } from "../../src/runtime/failures.ts";
import * as helpers from "../../src/runtime.ts";

type Check = (value: unknown) => boolean;

const origin = { route: "POST /suite", location: "body", hasFiles: false, isRaw: false };

/** The compiled check of a schema and its interpretation; or why it cannot be planned. */
export function checksOf(schema: unknown, direction: "input" | "output"): readonly [Check, Check] | string {
  const planner = new SchemaPlanner(new Names());
  const problems: string[] = [];
  const name = planner.plan(schema as never, direction, "Suite_schema", origin, ({ pointer, problem }) => {
    problems.push(`${pointer}: ${problem}`);
  });
  if (problems[0] !== undefined) return problems[0];
  const { registry } = planner;
  const code = Object.values(planner.schemas).flatMap((planned) =>
    definitionsOf(emitSchema(planned, registry, false)).map(({ text }) => text),
  );
  const source = `const { ${Object.keys(helpers).join(", ")} } = helpers;\n${code.join("\n")}\nreturn check_${name};`;
  const compiled = new Function("helpers", source)(helpers) as Check;
  return [compiled, (value) => fits({ kind: "named", name }, value, registry)];
}
