import type { SourceLocation } from "./source-location.ts";

/** One thing that is wrong with an app before it runs: where, what, and how to mend it. */
export interface Diagnostic {
  /** Stable name, listed in `docs/diagnostics.md`. */
  readonly code: DiagnosticCode;
  readonly source: SourceLocation | undefined;
  readonly problem: string;
  readonly fix: string;
}

/** Every kind of diagnostic, with what it is about. `docs/diagnostics.md` has a row for each; a test compares them. */
export const diagnosticCodes = {
  invalid_option: "A setting or route option that is unknown or does not fit",
  missing_directory: "A directory to serve that is not there",
  invalid_path: "A path pattern that cannot be read",
  invalid_middleware:
    "Middleware that cannot be used as it is, two with one name, or two that set one header field",
  unknown_middleware: "A setting that names middleware which is not there",
  middleware_cycle: "Middleware whose phases and constraints ask for two orders at once",
  partial_cover: "A fast path or skip condition that holds for a part of a route only",
  guard_skipped: "A fast path, skip condition or route that leaves out what guards it",
  unguarded_route: "A handler that is not for everyone, on a route without a guard",
  duplicate_route: "Two routes that answer the same requests",
  ambiguous_routes: "Two patterns that both match some path, neither the more special one",
  parameter_without_schema: "A path parameter and a params schema that do not name the same",
  unsupported_schema: "A schema or keyword that cannot be compiled",
  invalid_resource: "A resource that cannot be in the context by its name, or has one that another has",
  unknown_resource: "A name that is injected, and that nothing provides",
  resource_cycle: "Resources that are made of each other",
  captive_resource: "What lives long, and needs what lives as long as a request",
  invalid_constant: "A constant that cannot be encoded, or does not fit its response schema",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;

/** An app that cannot be compiled, with every problem that was found. */
export class DiagnosticsError extends Error {
  override readonly name = "DiagnosticsError";
  readonly diagnostics: readonly Diagnostic[];
  /** What their files are told from, where they are not absolute. */
  readonly directory: string | undefined;

  constructor(diagnostics: readonly Diagnostic[], directory?: string) {
    super([headingOf(diagnostics), ...diagnostics.map(formatDiagnostic)].join("\n\n"));
    this.diagnostics = diagnostics;
    this.directory = directory;
  }
}

/** `The app has 2 problems:` */
export const headingOf = ({ length }: readonly Diagnostic[]): string =>
  `The app has ${length === 1 ? "a problem" : `${length} problems`}:`;

/** A diagnostic as a person reads it: place and code, problem, fix. */
export function formatDiagnostic({ code, source, problem, fix }: Diagnostic): string {
  const place = source === undefined ? "" : `${source.file}:${source.line}:${source.column} `;
  return `${place}[${code}]\n  ${problem}\n  Fix: ${fix}`;
}
