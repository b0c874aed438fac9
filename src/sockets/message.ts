import { checkDepth, shortestDeeperThan } from "../http/json-depth.ts";
import { HttpError, declaredError } from "../http/http-error.ts";

/** A message as it is on the wire: of a text frame, or of a binary one. */
export type Frame = string | Uint8Array;

/**
 * The value of a message in JSON.
 *
 * @param limitDepth deepest accepted value; undefined where its schema bounds that
 * @throws {HttpError} 400 `malformed_message`
 */
export function readJsonMessage(frame: Frame, limitDepth?: number): unknown {
  if (typeof frame !== "string") throw malformed("it is binary, and text in JSON is expected");
  const value = parse(frame);
  if (limitDepth === undefined || frame.length < shortestDeeperThan(limitDepth)) return value;
  try {
    return checkDepth(value, limitDepth);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw malformed(`it is nested deeper than ${limitDepth} levels`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/^JSON Parse error: /, "") : String(error);
    throw malformed(`it is not JSON (${problem})`);
  }
}

/** A message of text. @throws {HttpError} 400 `malformed_message` for a binary one */
export function readTextMessage(frame: Frame): string {
  if (typeof frame === "string") return frame;
  throw malformed("it is binary, and text is expected");
}

/** A message of bytes. @throws {HttpError} 400 `malformed_message` for one of text */
export function readBytesMessage(frame: Frame): Uint8Array {
  if (typeof frame !== "string") return frame;
  throw malformed("it is text, and bytes are expected");
}

/** A message that no schema says more of: text, or bytes. */
export const readAnyMessage = (frame: Frame): Frame => frame;

/**
 * A message that no schema says more of: text and bytes as they are, anything else as JSON.
 *
 * @throws {TypeError} for what JSON has nothing for
 */
export function writeAnyMessage(value: unknown): Frame {
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  const text: string | undefined = JSON.stringify(value);
  if (text !== undefined) return text;
  throw new TypeError(`A message is text, bytes or a value that JSON has, not ${Bun.inspect(value)}.`);
}

const malformed = (problem: string): Error => declaredError("malformed_message", problem);
