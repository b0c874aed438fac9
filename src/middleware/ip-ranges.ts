import { type IpRange, readRange } from "../http/ip-range.ts";
import { checkType } from "./options.ts";

/** @throws {TypeError | RangeError} where a value is no list of addresses and ranges */
export function checkedRanges(path: string, ranges: unknown): readonly IpRange[] {
  checkType(Array.isArray(ranges), path, "a list of addresses and CIDR ranges", ranges);
  return (ranges as unknown[]).map((text, index) => checkedRange(`${path}[${index}]`, text));
}

function checkedRange(path: string, text: unknown): IpRange {
  checkType(typeof text === "string", path, "an address or a CIDR range", text);
  const range = readRange(String(text));
  if (range !== undefined) return range;
  throw new RangeError(
    `${path}: expected an address or a CIDR range without bits after its prefix, such as 10.0.0.0/8, received ${JSON.stringify(text)}.`,
  );
}
