import { type TSchema, Type as t } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { Value } from "@sinclair/typebox/value";
import { getSchemaValidator, t as elysiaTypes } from "elysia";
import { parseQueryFromURL } from "elysia/parse-query";
import { bunsenQuery } from "./bunsen.ts";
import type { Proof } from "./equal-values.ts";
import type { Contender } from "./measure.ts";

const createSearch = (): TSchema =>
  t.Object({ name: t.String(), page: t.Integer({ minimum: 1 }), tags: t.Array(t.String()) });

const url = (query: string): string => `http://localhost/products?${query}`;

export const querySample: Proof & { readonly name: string } = {
  name: "query",
  text: url("name=bun&page=2&tags=a&tags=b"),
  value: { name: "bun", page: 2, tags: ["a", "b"] },
  refused: ["page=2&tags=a&tags=b", "name=bun&page=two&tags=a&tags=b", "name=bun&page=0&tags=a&tags=b"].map(
    url,
  ),
};

/** What every contender must read alike, and is not timed. */
export const queryProofs: readonly Proof[] = [
  {
    text: url("name=b%C3%BCn+1&page=10&tags=%26&tags=b&other=%3D"),
    value: { name: "bün 1", page: 10, tags: ["&", "b"] },
    refused: [],
  },
];

/** Each reads the query of a URL into a value of the schema. */
export function createQueryContenders(): Contender[] {
  return [
    { name: "URLSearchParams, Convert + Check", decode: searchParams() },
    { name: "Elysia, parser + Clean + Check", decode: elysia() },
    { name: "Bunsen", decode: bunsenQuery(createSearch()) },
  ];
}

function searchParams(): (url: string) => unknown {
  const schema = createSearch();
  const check = TypeCompiler.Compile(schema);
  return (target) => {
    const values: Record<string, string | string[]> = {};
    for (const [name, text] of new URLSearchParams(target.slice(target.indexOf("?") + 1))) {
      const earlier = values[name];
      if (earlier === undefined) values[name] = text;
      else if (Array.isArray(earlier)) earlier.push(text);
      else values[name] = [earlier, text];
    }
    const value = Value.Clean(schema, Value.Convert(schema, values));
    if (!check.Check(value)) throw new TypeError("It does not fit.");
    return value;
  };
}

/** What Elysia 1.4 does with a query, in its order, by its own parser and validator. */
function elysia(): (url: string) => unknown {
  const schema = elysiaTypes.Object({
    name: elysiaTypes.String(),
    page: elysiaTypes.Integer({ minimum: 1 }),
    tags: elysiaTypes.ArrayQuery(elysiaTypes.String()),
  });
  const validator = getSchemaValidator(schema, { normalize: true, coerce: true });
  return (target) => {
    let query: unknown = parseQueryFromURL(target, target.indexOf("?") + 1, { tags: 1 });
    query = validator.Clean?.(query) ?? query;
    if (!validator.Check(query)) throw new TypeError("It does not fit.");
    return validator.Decode(query);
  };
}
