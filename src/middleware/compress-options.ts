import type { MiddlewareContext } from "../define/middleware.ts";
import type { Coding } from "../http/accept-encoding.ts";
import { checkFunction, checkKeys, checkRange, checkType } from "./options.ts";

export interface CompressOptions {
  /** Codings that may be chosen; of those that a client likes equally, the first. Default `zstd`, `br`, `gzip`. */
  readonly codings?: readonly Coding[];
  /** The shortest content that is compressed. Default 1,024. */
  readonly thresholdBytes?: number;
  /** How hard it is tried: `zstd` 1 to 19 (default 3), `br` 0 to 11 (default 4), `gzip` 1 to 9 (default 6). */
  readonly levels?: Partial<Readonly<Record<Coding, number>>>;
  /** Further media types that are compressed, such as `application/x-protobuf`. */
  readonly types?: readonly string[];
  /** Whether an answer may be compressed. Default: each of those types. */
  readonly filter?: (context: MiddlewareContext, response: Response) => boolean;
}

/** The levels that each coding has. Beyond 19, zstd takes windows that browsers refuse (RFC 9659). */
const ranges: Readonly<Record<Coding, readonly [least: number, most: number]>> = {
  zstd: [1, 19],
  br: [0, 11],
  gzip: [1, 9],
};

/** @throws {TypeError | RangeError} where an option does not fit */
export function checkCompressOptions(options: CompressOptions): void {
  checkKeys("compress", options, ["codings", "thresholdBytes", "levels", "types", "filter"]);
  const { codings = ["gzip"], thresholdBytes = 0, levels = {}, types = [], filter } = options;
  checkType(Array.isArray(codings), "compress.codings", "a list of codings", codings);
  checkRange(codings.length > 0, "compress.codings", "at least one coding", codings);
  for (const [index, coding] of codings.entries()) {
    const isKnown = Object.hasOwn(ranges, coding) && codings.indexOf(coding) === index;
    checkRange(isKnown, `compress.codings[${index}]`, "zstd, br or gzip, each once", coding);
  }
  checkType(
    typeof thresholdBytes === "number",
    "compress.thresholdBytes",
    "a number of bytes",
    thresholdBytes,
  );
  const isLength = Number.isSafeInteger(thresholdBytes) && thresholdBytes >= 0;
  checkRange(isLength, "compress.thresholdBytes", "a whole number of bytes", thresholdBytes);
  checkLevels(levels);
  checkType(Array.isArray(types), "compress.types", "a list of media types", types);
  for (const [index, type] of types.entries()) {
    const isType = typeof type === "string" && /^[a-z\d!#$&^_.+-]+\/[a-z\d!#$&^_.+-]+$/.test(type);
    checkRange(isType, `compress.types[${index}]`, "a media type in lower case, without parameters", type);
    // Each event has to arrive when it is sent, and many proxies hold back what is compressed.
    checkRange(
      type !== "text/event-stream",
      `compress.types[${index}]`,
      "no events, which are not compressed",
      type,
    );
  }
  checkFunction("compress.filter", filter);
}

function checkLevels(levels: NonNullable<CompressOptions["levels"]>): void {
  checkKeys("compress.levels", levels, Object.keys(ranges));
  for (const [coding, [least, most]] of Object.entries(ranges)) {
    const level = levels[coding as Coding];
    if (level === undefined) continue;
    const isLevel = Number.isInteger(level) && level >= least && level <= most;
    checkRange(isLevel, `compress.levels.${coding}`, `a whole number from ${least} to ${most}`, level);
  }
}
