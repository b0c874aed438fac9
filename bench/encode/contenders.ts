import type { TSchema } from "@sinclair/typebox";
import fastJsonStringify from "fast-json-stringify";
import { createAccelerator } from "json-accelerator";
import { app } from "../../src/bunsen.ts";
import type { Calibration } from "../../src/compile/calibration.ts";
import { emitTable } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import * as helpers from "../../src/runtime.ts";
import type { Encoder } from "../../src/runtime/reply.ts";

/** Makes the encoder of a schema: a value becomes a Response. */
export interface Contender {
  readonly name: string;
  readonly create: (schema: TSchema) => (value: unknown) => Response;
}

/** What everything is compared with: Bun's own way, which neither checks nor leaves anything out. */
export const baseline = "Response.json";

export const contenders: readonly Contender[] = [
  { name: baseline, create: () => (value) => Response.json(value) },
  { name: "bunsen", create: (schema) => compileEncoder(schema) },
  { name: "json-accelerator", create: (schema) => textEncoder(createAccelerator(schema)) },
  {
    name: "fast-json-stringify",
    // Its own reading of dates and of unions wants plain JSON Schema.
    create: (schema) => textEncoder(fastJsonStringify(plainSchema(schema))),
  },
];

/** The encoder of a route's 200, as the emitted table has it. */
export function compileEncoder(schema: TSchema, calibration?: Calibration): Encoder {
  const { plan, diagnostics } = planApp(
    app()
      .get("/", { response: schema }, () => undefined as never)
      .definition(),
    "/",
    calibration,
  );
  if (diagnostics.length > 0) throw new TypeError(diagnostics.map(({ problem }) => problem).join("\n"));
  const { body, imports } = emitTable(plan, Object.keys(helpers));
  const encode = /^ *const (encode_\w+) = \{$/m.exec(body);
  if (encode === null) throw new TypeError("The emitted table has no encoder.");
  // The encoders stand inside `create_table`: they are handed out where it would return the routes.
  const given = body.replace(/^ {2}return \{\n {4}routes:/m, `  return ${encode[1]};\n$&`);
  const source = `"use strict";\nconst { ${imports.join(", ")} } = helpers;\n${given}\nreturn create_table({ handler() {} });`;
  const encoders = new Function("helpers", source)(helpers) as Record<number, Encoder>;
  return encoders[200] as Encoder;
}

/** Text as these libraries are used: with a header field of its own. */
function textEncoder(stringify: (value: never) => string): (value: unknown) => Response {
  const headers = new Headers({ "content-type": "application/json;charset=utf-8" });
  const init = { headers };
  return (value) => new Response(stringify(value as never), init);
}

const plainSchema = (schema: TSchema): object =>
  JSON.parse(
    JSON.stringify(schema, (_, value: unknown) =>
      typeof value === "object" && value !== null && "type" in value && value.type === "Date"
        ? { type: "string", format: "date-time" }
        : value,
    ),
  ) as object;
