import { type ArrayOptions, JavaScriptTypeBuilder, Kind, type TArray, type TUnsafe } from "@sinclair/typebox";

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

/** TypeBox's type builder, with files. */
export class TypeBuilder extends JavaScriptTypeBuilder {
  /**
   * A file of a multipart form.
   *
   * @example `body: t.Object({ avatar: t.File({ type: "image/*", maxSizeBytes: 1_000_000 }) })`
   */
  File({ type, ...rules }: FileOptions = {}): TUnsafe<File> {
    const mediaTypes = type === undefined ? {} : { mediaTypes: [type].flat() };
    return { [Kind]: "Unsafe", type: "File", ...mediaTypes, ...rules } as unknown as TUnsafe<File>;
  }

  /** Files that a multipart form has under one name. */
  Files(options: FileOptions & ArrayOptions = {}): TArray<TUnsafe<File>> {
    const { type, minSizeBytes, maxSizeBytes, ...rest } = options;
    const rules = {
      ...(type === undefined ? {} : { type }),
      ...(minSizeBytes === undefined ? {} : { minSizeBytes }),
      ...(maxSizeBytes === undefined ? {} : { maxSizeBytes }),
    };
    return this.Array(this.File(rules), rest as ArrayOptions);
  }
}
