import type { ArrayOptions, TArray, TUnsafe } from "@sinclair/typebox";
import { Kind } from "./schema-builders/schema.ts";
import { Array as ArrayOf } from "./schema-builders/structures.ts";

/** Rules of a file in a multipart form. */
export interface FileOptions {
  /** Media types it may have, `"image/png"` or `"image/*"`. That is what the client says; the content is not looked at. */
  readonly type?: string | readonly string[];
  readonly minSizeBytes?: number;
  readonly maxSizeBytes?: number;
  readonly description?: string;
  /** Words for a client in place of ours: for every failure, or by its rule. */
  readonly errorMessage?: string | Readonly<Record<string, string>>;
}

/** What a multipart form has under one name. */
type FormFile = globalThis.File;

/**
 * A file of a multipart form.
 *
 * @example `body: t.Object({ avatar: t.File({ type: "image/*", maxSizeBytes: 1_000_000 }) })`
 */
export function File({ type, ...rules }: FileOptions = {}): TUnsafe<FormFile> {
  const mediaTypes = type === undefined ? {} : { mediaTypes: [type].flat() };
  return { [Kind]: "Unsafe", type: "File", ...mediaTypes, ...rules } as unknown as TUnsafe<FormFile>;
}

/** Files that a multipart form has under one name. */
export function Files(options: FileOptions & ArrayOptions = {}): TArray<TUnsafe<FormFile>> {
  const { type, minSizeBytes, maxSizeBytes, ...rest } = options;
  const rules = {
    ...(type === undefined ? {} : { type }),
    ...(minSizeBytes === undefined ? {} : { minSizeBytes }),
    ...(maxSizeBytes === undefined ? {} : { maxSizeBytes }),
  };
  return ArrayOf(File(rules), rest as ArrayOptions);
}
