import { findTarget } from "../compile/schema-references.ts";
import { type Schema, isRecord, isTypeBox } from "../compile/schema-place.ts";
import { jsonText } from "../define/fingerprint.ts";
import type { WireSchema } from "./api-description.ts";
import { type Component, componentReference } from "./component-names.ts";
import { wireSchemaOf } from "./wire-schema.ts";
import type { Direction } from "./wire-types.ts";

/** Where a schema stands: what `#` and names refer to there. */
interface Place extends Direction {
  readonly document: Schema;
}

/** Reads the schemas of an app. Those with an `$id`, and those that are referred to, become components. */
export class SchemaBook {
  /** By key and direction: what references have in the place of a name until all of them are known. */
  readonly components: Map<string, Component> = new Map();
  readonly #byId = new Map<string, Schema>();

  read(schema: unknown, place: Direction): WireSchema {
    return this.#read(schema, { ...place, document: isRecord(schema) ? schema : {} });
  }

  /** A part of a document, whose references lead to others of it. */
  readWithin(schema: unknown, document: Schema, place: Direction): WireSchema {
    return this.#read(schema, { ...place, document });
  }

  /** The schema itself, where it refers to another that one. */
  resolve(schema: unknown): Schema {
    if (!isRecord(schema)) return {};
    const { $ref } = schema;
    if (typeof $ref !== "string") return schema;
    const target = findTarget($ref, schema)?.schema ?? this.#byId.get($ref);
    return target === schema ? schema : this.resolve(target);
  }

  #read(schema: unknown, place: Place): WireSchema {
    if (!isRecord(schema)) return schema !== false;
    const inside = schema.$defs !== undefined && isTypeBox(schema) ? { ...place, document: schema } : place;
    if (typeof schema.$ref === "string") return this.#readReference(schema, schema.$ref, inside);
    if (typeof schema.$id === "string") return this.#readIdentified(schema, schema.$id, place);
    if (schema === place.document && refersToItself(schema))
      return this.#refer(`document ${hashOf(schema)}`, "Document", schema, place);
    return this.#convert(schema, place);
  }

  #readReference(schema: Schema, reference: string, place: Place): WireSchema {
    const found = findTarget(reference, place.document)?.schema;
    const target = found ?? this.#byId.get(reference);
    const referred = isRecord(target)
      ? this.#readTarget(target, reference, place)
      : this.#read(target, place);
    const { $ref: _, $defs: __, $id: ___, ...beside } = schema;
    const words = this.#convert(beside, place);
    return typeof words === "object" && Object.keys(words).length > 0 && isRecord(referred)
      ? { ...referred, ...words }
      : referred;
  }

  #readTarget(target: Schema, reference: string, place: Place): WireSchema {
    const { document } = place;
    const isMember = isRecord(document.$defs) && Object.hasOwn(document.$defs, reference);
    if (typeof target.$id === "string" && !isMember) return this.#readIdentified(target, target.$id, place);
    const isDocument = target === document;
    const key = isDocument
      ? `document ${hashOf(target)}`
      : `${reference} of ${hashOf(document.$defs ?? document)}`;
    const wanted = isDocument ? "Document" : (reference.split("/").at(-1) ?? reference);
    return this.#refer(key, wanted, target, place);
  }

  #readIdentified(schema: Schema, id: string, place: Place): WireSchema {
    this.#byId.set(id, schema);
    // Within plain JSON Schema an `$id` begins a document; TypeBox refers by name.
    const inside = isTypeBox(schema) ? place : { ...place, document: schema };
    return this.#refer(`${place.isRaw ? "raw " : ""}${id}`, id, schema, inside);
  }

  /** A reference to a component, which is read when it is met first. */
  #refer(key: string, wanted: string, schema: Schema, place: Place): WireSchema {
    const { direction } = place;
    const full = `${direction} ${key}`;
    if (!this.components.has(full)) {
      const component: Component = { wanted, key, direction, schema: {} };
      this.components.set(full, component);
      component.schema =
        typeof schema.$ref === "string"
          ? this.#readReference(schema, schema.$ref, place)
          : this.#convert(schema, place);
    }
    return { $ref: componentReference(full) };
  }

  #convert(schema: Schema, place: Place): WireSchema {
    return wireSchemaOf(schema, place, (child) => this.#read(child, place));
  }
}

const hashOf = (schema: unknown): string => Bun.hash(jsonText(schema)).toString(36);

/** Whether `#` is referred to in a document. */
function refersToItself(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  if (isRecord(schema) && schema.$ref === "#") return true;
  return Object.values(schema).some(refersToItself);
}
