import type { Witness } from "./pattern-ambiguity.ts";
import { type PatternCost, costOf } from "./pattern-cost.ts";

/**
 * Steps of the engine that a pattern may take for each character of a text, about a microsecond. The largest body of
 * the default limit, 1 MiB, then takes about a second, however its characters are spread over texts.
 */
const stepLimitPerCharacter = 1000;

/** A loop of two ways doubles its steps with each character: 2^10 is about the limit. */
const exponentialLength = 10;

/** Longest texts that are proposed as a bound. */
const proposedLengths = [1000, 500, 200, 100, 50, 30, exponentialLength];

/** Why a pattern is too slow for the texts it may be tried on. */
export interface Slowness {
  readonly problem: string;
  /** A length of text for which the pattern is fast enough. */
  readonly length: number;
}

/** @param maxLength longest text that the pattern is tried on; undefined where a client decides */
export function slownessOf(source: string, flags: string, maxLength: unknown): Slowness | undefined {
  const cost = costOf(source, flags);
  if (isFast(cost, Number(maxLength ?? Infinity))) return undefined;
  const length = proposedLengths.find((proposed) => isFast(cost, proposed)) ?? exponentialLength;
  return { problem: `The pattern ${JSON.stringify(source)} ${describe(cost)}.`, length };
}

function isFast(cost: PatternCost, length: number): boolean {
  if (cost.kind === "linear") return true;
  if (cost.kind === "polynomial") return cost.stepsPerCharacter(length) <= stepLimitPerCharacter;
  return length <= exponentialLength;
}

function describe(cost: PatternCost): string {
  switch (cost.kind) {
    case "exponential":
      return `doubles its time with every few characters of ${exampleOf(cost.witness)}`;
    case "polynomial":
      return `takes at least the square of the length's time on ${exampleOf(cost.witness)}`;
    default:
      return "is too intricate to tell how long it takes";
  }
}

const exampleOf = ({ prefix, pump, suffix }: Witness): string =>
  `${JSON.stringify(prefix + pump.repeat(Math.ceil(8 / pump.length)))}… ${suffix === "" ? "" : `and then ${JSON.stringify(suffix)}`}`.trim();
