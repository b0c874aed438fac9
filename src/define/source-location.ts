import { dirname, isAbsolute, sep } from "node:path";

/** Where in the app's source a route is defined. Lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The place in the user's TypeScript that called into Bunsen. JavaScriptCore drops the frame of a call in tail position,
 * so the last route of `(group) => group.get(…)` is placed where `group` itself was called.
 */
export function callerLocation(): SourceLocation {
  const prepare = Error.prepareStackTrace;
  const limit = Error.stackTraceLimit;
  try {
    Error.prepareStackTrace = (_, sites) => sites;
    Error.stackTraceLimit = 20;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder);
    const site = holder.stack?.find((candidate) => isUserFile(candidate.getFileName()));
    return {
      file: site?.getFileName() ?? "unknown",
      line: site?.getLineNumber() ?? 0,
      column: site?.getColumnNumber() ?? 0,
    };
  } finally {
    Error.prepareStackTrace = prepare;
    Error.stackTraceLimit = limit;
  }
}

const ownDirectory = dirname(import.meta.dir);

const isUserFile = (file: string | null | undefined): boolean =>
  typeof file === "string" && isAbsolute(file) && !file.startsWith(`${ownDirectory}${sep}`);
