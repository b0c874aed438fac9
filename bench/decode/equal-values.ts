import type { Contender } from "./measure.ts";

/** A contender does not decode as the others do: what is timed would be other work. */
export class UnequalValueError extends Error {
  override readonly name = "UnequalValueError";
}

/** What a text stands for, and texts that stand for nothing. */
export interface Proof {
  readonly text: string;
  readonly value: unknown;
  readonly refused: readonly string[];
}

/**
 * Proves that all contenders make the expected value of a text, and refuse what is to be refused.
 *
 * @throws {UnequalValueError} at the first difference
 */
export function proveEqualValues(contenders: readonly Contender[], { text, value, refused }: Proof): void {
  for (const { name, decode } of contenders) {
    const decoded = decode(text);
    if (!Bun.deepEquals(plain(decoded), value, true)) {
      throw new UnequalValueError(`${name} makes of ${text}\n  ${JSON.stringify(decoded)}`);
    }
    for (const bad of refused) {
      if (!refuses(decode, bad)) throw new UnequalValueError(`${name} does not refuse ${bad}`);
    }
  }
}

/** The same with the usual prototype: what an object inherits from is a contender's own choice. */
function plain(value: unknown): unknown {
  return structuredClone(value);
}

function refuses(decode: (text: string) => unknown, text: string): boolean {
  try {
    decode(text);
    return false;
  } catch {
    return true;
  }
}
