import type { ValuesByName } from "./form-text.ts";

/** What a form's fields hold: text, or a file. */
export type FormValues = ValuesByName<string | File>;

/** The media types of forms. */
export type FormType = "application/x-www-form-urlencoded" | "multipart/form-data";

/** How a route reads forms. */
export interface FormReader {
  readonly types: readonly FormType[];
  /** The media types that the route reads, for the sentence of a 415. */
  readonly accepted: string;
  /** The fields to keep; undefined for all. */
  readonly names: ReadonlySet<string> | undefined;
  /** Largest accepted body. */
  readonly limitBytes: number;
  /** Most fields, text and files together. */
  readonly limitFields: number;
  /** Longest text of a field. */
  readonly limitFieldBytes: number;
}
