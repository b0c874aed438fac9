import type { ObjectPlan, PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import type { Calibration } from "./calibration.ts";
import type { EncoderPlan, LongPart } from "./app-plan.ts";
import { isReshaped } from "./reshaping.ts";
import { saysAll } from "./says-all.ts";
import { textLengthOf } from "./text-length.ts";
import { resolve, variantsOf } from "./union-tags.ts";

/** Decides how the values of a schema become JSON. Whatever is decided, the bytes are those of `JSON.stringify`. */
export function planEncoder(
  schema: string,
  registry: PlanRegistry,
  calibration: Calibration,
): Omit<EncoderPlan, "checks"> {
  const plan = resolve({ kind: "named", name: schema }, registry);
  const long = longPartsOf(plan, registry, calibration);
  if (long.length > 0) {
    const strategy = long.some(({ kind }) => kind === "list") ? "chunked" : "segments";
    return { strategy, reason: describe(long) + toldOrigin(calibration), long };
  }
  if (isReshaped(plan, registry)) {
    return { strategy: "projection", reason: "what it declares is copied, then stringified", long };
  }
  return { strategy: "native", reason: "the schema keeps a value as it is", long };
}

const toldOrigin = ({ origin }: Calibration): string => (origin === "default" ? "" : ", calibrated");

function describe(long: readonly LongPart[]): string {
  const texts = long.filter(({ kind }) => kind === "text");
  const lists = long.flatMap((part) => (part.kind === "list" ? [part] : []));
  return [
    ...lists.map(
      (list) => `${nameOf(list)} in slices of about ${list.itemsPerSlice} from ${list.from} items on`,
    ),
    ...(texts.length > 0
      ? [`${texts.map(nameOf).join(", ")} in segments from ${texts[0]?.from} characters on`]
      : []),
  ].join("; ");
}

const nameOf = ({ key }: LongPart): string => (key === undefined ? "the whole" : JSON.stringify(key));

/** The answer itself, or its members, where they may be long. */
function longPartsOf(plan: ValuePlan, registry: PlanRegistry, calibration: Calibration): readonly LongPart[] {
  if (plan.kind !== "object") return longPartOf(plan, undefined, registry, calibration);
  if (!isClosed(plan)) return [];
  return plan.properties.flatMap(({ key, value }) => longPartOf(value, key, registry, calibration));
}

function longPartOf(
  plan: ValuePlan,
  key: string | undefined,
  registry: PlanRegistry,
  calibration: Calibration,
): readonly LongPart[] {
  const of = key === undefined ? {} : { key };
  const found = variantsOf(plan, registry);
  const [list, otherList] = found.filter((one) => one.kind === "array");
  const { listLength, textLength } = calibration;
  // One kind of list: then its items are projected by one function.
  const isList =
    otherList === undefined &&
    found.every((one) => isPlainList(one, registry)) &&
    // Slices of the whole are written while later items are not yet checked: writing must not fail by itself.
    (key !== undefined || saysAll(plan, registry));
  if (list !== undefined && isList && Number.isFinite(listLength)) {
    const length = textLengthOf(list.items, registry);
    const from = Math.max(Math.ceil(listLength / length), fewestItems);
    if (from <= (list.maxItems ?? Number.POSITIVE_INFINITY)) {
      return [{ kind: "list", ...of, from, itemsPerSlice: Math.max(Math.round(sliceLength / length), 4) }];
    }
  }
  const isText = found.some((one) => one.kind === "string" && mayBeLong(one, textLength));
  return isText && Number.isFinite(textLength) ? [{ kind: "text", ...of, from: textLength }] : [];
}

/** Fewer are never worth a slice: the length of an item is a guess. */
const fewestItems = 16;

/** About three quarters of what the fast path takes. */
const sliceLength = 6144;

const mayBeLong = (
  { maxLength, format }: Extract<ValuePlan, { kind: "string" }>,
  textLength: number,
): boolean => format === undefined && (maxLength ?? Number.POSITIVE_INFINITY) >= textLength;

/**
 * Whether a value, if it is an array, has projected objects and null as items only. Such an array is written the same in
 * slices: what an item of another kind brings, a toJSON perhaps, is called with its index.
 */
function isPlainList(plan: ValuePlan, registry: PlanRegistry): boolean {
  if (plan.kind !== "array") return neverArrays.has(plan.kind);
  const items = variantsOf(plan.items, registry);
  const objects = items.filter((item) => item.kind === "object");
  return (
    objects.length > 0 &&
    objects.every(isClosed) &&
    items.every(({ kind }) => kind === "object" || kind === "null")
  );
}

const neverArrays: ReadonlySet<ValuePlan["kind"]> = new Set([
  "null",
  "undefined",
  "boolean",
  "integer",
  "number",
  "string",
  "literal",
  "date",
  "object",
]);

/** Whether exactly the declared properties are kept, and none of them says how the object is written. */
const isClosed = ({ properties, patterns, unknown, whole }: ObjectPlan): boolean =>
  patterns === undefined &&
  (unknown === undefined || unknown === "refuse") &&
  !whole &&
  properties.every(({ key }) => key !== "toJSON");
