import { TypeCompiler } from "@sinclair/typebox/compiler";
import { Value } from "@sinclair/typebox/value";
import { Ajv } from "ajv";
import { ArkErrors } from "arktype";
import { getSchemaValidator } from "elysia";
import * as v from "valibot";
import { bunsenBody } from "./bunsen.ts";
import type { Contender } from "./measure.ts";
import type { SchemaName } from "./samples.ts";
import { arkSchemas, createTypeBoxSchemas, valibotSchemas, zodSchemas } from "./schemas.ts";

/** What every ratio is a ratio to. It refuses nothing, and is not asked to. */
export const baseline = "JSON.parse";

class Refusal extends Error {}

/** Each reads JSON text, refuses what does not fit, and leaves out what is not declared. */
export function createBodyContenders(schema: SchemaName): Contender[] {
  return [
    { name: baseline, decode: (text) => JSON.parse(text) as unknown },
    { name: "Bunsen", decode: afterParse(bunsenBody(createTypeBoxSchemas()[schema])) },
    { name: "TypeBox Check + Clean", decode: afterParse(typeBox(schema)) },
    { name: "Ajv, removeAdditional", decode: afterParse(ajv(schema)) },
    { name: "Elysia, Clean + Check", decode: afterParse(elysia(schema)) },
    { name: "Zod 4", decode: afterParse((value) => zodSchemas[schema].parse(value)) },
    { name: "Valibot", decode: afterParse((value) => v.parse(valibotSchemas[schema], value)) },
    { name: "ArkType, delete", decode: afterParse(arkType(schema)) },
  ];
}

/** A text goes through `JSON.parse` in a function of its contender's own. */
function afterParse(read: (value: unknown) => unknown): (text: string) => unknown {
  return new Function("read", "return (text) => read(JSON.parse(text));")(read) as (text: string) => unknown;
}

function typeBox(name: SchemaName): (value: unknown) => unknown {
  const schema = createTypeBoxSchemas()[name];
  const check = TypeCompiler.Compile(schema);
  return (value) => {
    if (!check.Check(value)) throw new Refusal();
    return Value.Clean(schema, value);
  };
}

function ajv(name: SchemaName): (value: unknown) => unknown {
  const validate = new Ajv({ removeAdditional: "all" }).compile(createTypeBoxSchemas()[name]);
  return (value) => {
    if (!validate(value)) throw new Refusal();
    return value;
  };
}

/** What Elysia 1.4 does with a parsed body, in its order, by its own validator. */
function elysia(name: SchemaName): (value: unknown) => unknown {
  const validator = getSchemaValidator(createTypeBoxSchemas()[name], { normalize: true });
  return (value) => {
    let body = value;
    try {
      body = validator.Clean?.(body) ?? body;
    } catch {
      // As Elysia has it: what cannot be cleaned is for the check to refuse.
    }
    if (validator.Check(body) === false) throw new Refusal();
    return body;
  };
}

function arkType(name: SchemaName): (value: unknown) => unknown {
  const schema = arkSchemas[name];
  return (value) => {
    const read: unknown = schema(value);
    if (read instanceof ArkErrors) throw new Refusal();
    return read;
  };
}
