import { Names } from "../compile/names.ts";
import type { WireSchema } from "./api-description.ts";
import type { Direction } from "./wire-types.ts";

/** A schema that others refer to, in one direction. */
export interface Component {
  /** What it would be called: its `$id`. */
  readonly wanted: string;
  /** The same for both directions. */
  readonly key: string;
  readonly direction: Direction["direction"];
  schema: WireSchema;
}

const prefix = "#/components/schemas/";

export const componentReference = (name: string): string => `${prefix}${name}`;

/** The name of the component that a schema refers to. */
export function referredName(schema: unknown): string | undefined {
  const reference: unknown =
    typeof schema === "object" && schema !== null ? Reflect.get(schema, "$ref") : undefined;
  return typeof reference === "string" && reference.startsWith(prefix)
    ? reference.slice(prefix.length)
    : undefined;
}

/** A copy in which each reference leads to another name. */
export function renamed<Value>(value: Value, nameOf: (name: string) => string): Value {
  const copy = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(copy);
    if (typeof inner !== "object" || inner === null) return inner;
    const name = referredName(inner);
    const members = Object.entries(inner).map(([key, member]) => [
      key,
      key === "$ref" && name !== undefined ? componentReference(nameOf(name)) : copy(member),
    ]);
    return Object.fromEntries(members) as unknown;
  };
  return copy(value) as Value;
}

/** Every name that something in a value refers to. */
export function referredNames(value: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return found;
  const name = referredName(value);
  if (name !== undefined) found.add(name);
  for (const inner of Object.values(value)) referredNames(inner, found);
  return found;
}

/**
 * Names for components, by what references have in their place. A schema that is the same in both directions has one; of
 * two that differ, as where a default may be left out of an input only, that of the input is called `NameInput`.
 *
 * @param reserved names that are taken
 */
export function nameComponents(
  components: ReadonlyMap<string, Component>,
  reserved: readonly string[],
): ReadonlyMap<string, string> {
  const names = new Names();
  for (const name of reserved) names.claim(name);
  const differing = differingKeys(components);
  const given = new Map<string, string>();
  const isShared = ({ key }: Component): boolean => !differing.has(key);
  for (const [full, component] of components) {
    const { key, direction, wanted } = component;
    const other = `${direction === "input" ? "output" : "input"} ${key}`;
    const known = isShared(component) ? given.get(other) : undefined;
    const suffix = direction === "input" && differing.has(key) && components.has(other) ? "Input" : "";
    given.set(full, known ?? names.claim(`${wanted}${suffix}`));
  }
  return given;
}

/** The keys whose two schemas differ, or refer to such. */
function differingKeys(components: ReadonlyMap<string, Component>): ReadonlySet<string> {
  const both = [...components.values()].filter(
    ({ key, direction }) => direction === "input" && components.has(`output ${key}`),
  );
  const differing = new Set(
    both.flatMap(({ key, schema }) =>
      withoutDirection(schema) === withoutDirection(components.get(`output ${key}`)?.schema) ? [] : [key],
    ),
  );
  for (let known = -1; known < differing.size;) {
    known = differing.size;
    for (const { key, schema } of both) {
      const leadsOn = [...referredNames(schema)].some((name) => differing.has(keyIn(name)));
      if (leadsOn) differing.add(key);
    }
  }
  return differing;
}

const keyIn = (name: string): string => name.replace(/^(?:in|out)put /, "");

const withoutDirection = (schema: WireSchema | undefined): string => JSON.stringify(renamed(schema, keyIn));
