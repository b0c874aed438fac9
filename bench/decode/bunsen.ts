import type { TSchema } from "@sinclair/typebox";
import { type App, app } from "../../src/bunsen.ts";
import { emitTable } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import { bindApp } from "../../src/define/binding.ts";
import * as helpers from "../../src/runtime.ts";

/** The decoder of a JSON body, as the table of an app has it. */
export const bunsenBody = (schema: TSchema): ((value: unknown) => unknown) =>
  openTable(
    app().post("/", { body: schema }, ({ body }) => body as never),
    decoding("POST_root_body", "body", "value"),
  ) as (value: unknown) => unknown;

/** What reads the query of a URL, as the table of an app has it. */
export const bunsenQuery = (schema: TSchema): ((url: string) => unknown) =>
  openTable(
    app().get("/", { query: schema as never }, () => "ok"),
    decoding("GET_root_query", "query", "parse_GET_root_query(read_GET_root_query(queryOf(value)))"),
  ) as (url: string) => unknown;

/** What a route does with what it read: the check, what is kept, or the refusal. */
const decoding = (schema: string, location: string, read: string): string => `(value) => {
  const read = ${read};
  if (!check_${schema}(read)) throw validationError(refuse(undefined, "${location}", "${schema}", read, schema_plans));
  return project(read);
}`;

/** Emits and evaluates the table of an app, and gives what an expression inside it is. */
function openTable(shop: App, expression: string): unknown {
  const definition = shop.definition();
  const { imports, body } = emitTable(planApp(definition, "/").plan, Object.keys(helpers));
  const end = body.lastIndexOf("return {\n    routes:");
  // A value that is kept as it is has no function for that.
  const kept = /function (project_(?:POST_root_body|GET_root_query))\(/.exec(body)?.[1] ?? "(value) => value";
  const source =
    `"use strict";\nconst { ${[...imports].join(", ")} } = helpers;\n${body.slice(0, end)}` +
    `const project = ${kept};\nreturn ${expression};\n}`;
  const create = new Function("helpers", `${source}\nreturn create_table;`)(helpers) as (
    binding: ReturnType<typeof bindApp>,
  ) => unknown;
  return create(bindApp(definition));
}
