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
    "decode_POST_root_body",
  ) as (value: unknown) => unknown;

/** What reads the query of a URL, as the table of an app has it. */
export const bunsenQuery = (schema: TSchema): ((url: string) => unknown) =>
  openTable(
    app().get("/", { query: schema as never }, () => "ok"),
    "(url) => decode_GET_root_query(read_GET_root_query(queryOf(url)))",
  ) as (url: string) => unknown;

/** Emits and evaluates the table of an app, and gives what an expression inside it is. */
function openTable(shop: App, expression: string): unknown {
  const definition = shop.definition();
  const { imports, body } = emitTable(planApp(definition, "/").plan, Object.keys(helpers));
  const end = body.lastIndexOf("return { routes:");
  const source = `"use strict";\nconst { ${imports.join(", ")} } = helpers;\n${body.slice(0, end)}return ${expression};\n}`;
  const create = new Function("helpers", `${source}\nreturn create_table;`)(helpers) as (
    binding: ReturnType<typeof bindApp>,
  ) => unknown;
  return create(bindApp(definition));
}
