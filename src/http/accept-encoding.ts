/** A content coding that Bunsen writes (RFC 9110 §8.4.1, RFC 7932, RFC 8878). */
export type Coding = "zstd" | "br" | "gzip";

/** What a client takes. */
export interface CodingChoice {
  readonly coding: Coding | "identity";
  /** Whether it refuses content without a coding. */
  readonly refusesIdentity: boolean;
}

/**
 * Chooses among codings by an Accept-Encoding field (RFC 9110 §12.5.3): the greatest weight, of equal ones the first that
 * is offered. Without the field nothing is coded, as its sender may know no coding. Elements that cannot be read are left
 * out. Takes time in proportion to the field's length.
 */
export function chooseCoding(field: string | null, offered: readonly Coding[]): CodingChoice {
  if (field === null) return { coding: "identity", refusesIdentity: false };
  const weights = readWeights(field);
  const others = weights.get("*");
  const own = weights.get("identity");
  let best: CodingChoice["coding"] = "identity";
  let bestWeight = 0;
  for (const coding of offered) {
    const weight = weights.get(coding) ?? others ?? 0;
    if (weight <= bestWeight || weight < (own ?? 0)) continue;
    [best, bestWeight] = [coding, weight];
  }
  return { coding: best, refusesIdentity: (own ?? others) === 0 };
}

/** The weight of each name that is known; of two with one name the first counts. */
function readWeights(field: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const element of field.split(",")) {
    const [name = "", ...parameters] = element.split(";");
    const key = known.get(name.trim().toLowerCase());
    if (key === undefined || weights.has(key)) continue;
    const weight = weightOf(parameters);
    if (weight !== undefined) weights.set(key, weight);
  }
  return weights;
}

/** What a name stands for; `x-gzip` for `gzip` (RFC 9110 §8.4.1.3). */
const known: ReadonlyMap<string, string> = new Map([
  ...["zstd", "br", "gzip", "identity", "*"].map((name) => [name, name] as const),
  ["x-gzip", "gzip"],
]);

/** A weight from 0 to 1; undefined where it is none, or something else stands there. */
function weightOf(parameters: readonly string[]): number | undefined {
  const [parameter, ...rest] = parameters;
  if (parameter === undefined) return 1;
  const weight = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i.exec(parameter.trim())?.[1];
  return weight === undefined || rest.length > 0 ? undefined : Number(weight);
}
