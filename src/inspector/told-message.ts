import { type ErrorCode, errorCatalogue } from "../http/error-catalogue.ts";
import { HttpError } from "../http/http-error.ts";
import type { InputFailure } from "../runtime/validation-error.ts";

const limitLength = 300;
/** A longer one is not looked through. */
const limitSearched = 10_000;
const hidden = "…";

/** Stands for a message that may tell what cannot be found in it. */
export const withheld = "Its message is in the log alone: it may tell what the request carried.";

/**
 * What is told of an error: Bunsen's own words without what was received, or the app's without what the request carried.
 *
 * @param carried undefined where that is not known: then the app's words are not told
 */
export function toldMessage(error: unknown, carried: readonly string[] | undefined): string {
  const known = error instanceof HttpError ? (wordsOfFailures(error) ?? wordsOfCatalogue(error)) : undefined;
  if (known !== undefined) return shortened(known);
  const message = messageOf(error);
  if (carried === undefined || message.length > limitSearched) return withheld;
  return shortened(withoutValues(message, carried));
}

function messageOf(error: unknown): string {
  const fault = error instanceof HttpError && error.status >= 500 ? (error.cause ?? error) : error;
  const message = fault instanceof Error ? fault.message : String(fault);
  // What an answer would have told of itself.
  return error instanceof HttpError && error.code === "response_schema_mismatch"
    ? message.replace(/, received [^]*/, ".")
    : message;
}

/** What a request did not fit: where, and what was expected. The words of other libraries may tell the value. */
function wordsOfFailures({ code, extensions }: HttpError): string | undefined {
  if (code !== "validation_failed" || !Array.isArray(extensions.errors)) return undefined;
  const told = (extensions.errors as InputFailure[])
    .slice(0, 3)
    .map(({ in: location, rule, code: kind, expected }) =>
      rule === "validator" ? `${location} ${kind}` : `${location} ${kind}, expected ${expected}`,
    );
  return `The request does not fit this route's schema: ${told.join("; ")}.`;
}

/** The sentence of the catalogue, without what was received. An app may give its own sentence to a code. */
function wordsOfCatalogue({ code, message, cause }: HttpError): string | undefined {
  if (cause !== undefined || !Object.hasOwn(errorCatalogue, code)) return undefined;
  const { detail } = errorCatalogue[code as ErrorCode];
  const [start = "", end] = detail("\0").split("\0");
  if (end === undefined) return message === start ? start : undefined;
  return message.startsWith(start) && message.endsWith(end) ? `${start}${hidden}${end}` : undefined;
}

/** Long values first: they may have short ones in them. Short ones only where they stand by themselves. */
function withoutValues(message: string, values: readonly string[]): string {
  const sorted = [...new Set(values)]
    .filter((value) => value.trim() !== "")
    .toSorted((a, b) => b.length - a.length);
  return sorted.reduce((text, value) => {
    if (value.length >= 4) return text.replaceAll(value, hidden);
    return text.replace(
      new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(value)}(?![\\p{L}\\p{N}])`, "gu"),
      hidden,
    );
  }, message);
}

const shortened = (text: string): string =>
  text.length > limitLength ? `${text.slice(0, limitLength - 1)}…` : text;
