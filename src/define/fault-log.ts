import type { AppOptions, LogEntry } from "./app-options.ts";

/** What is logged of a request. */
export type Asked = Pick<Request, "method" | "url">;

/** What is told of a server fault. */
export function entryOf(code: string, fault: unknown, request: Asked): LogEntry {
  const entry = {
    level: "error",
    code,
    method: request.method,
    url: request.url,
    message: messageOf(fault),
  } as const;
  return fault instanceof Error && fault.stack !== undefined ? { ...entry, stack: fault.stack } : entry;
}

export function messageOf(fault: unknown): string {
  if (fault instanceof Error) return fault.message;
  return typeof fault === "string" ? fault : Bun.inspect(fault);
}

/** A log that fails must not take the answer with it. */
export function tell(log: (entry: LogEntry) => void, entry: LogEntry): void {
  try {
    log(entry);
  } catch (error) {
    logLine(entry);
    console.error(error);
  }
}

export const logLine = (entry: LogEntry): void => console.error(JSON.stringify(entry));

/** Tells of a fault that no answer shows. */
export function logFault(options: AppOptions, code: string, fault: unknown, request: Request): void {
  tell(options.log ?? logLine, entryOf(code, fault, request));
}
