import { relative } from "node:path";

/**
 * Where an error was thrown, or passed through, in the app: `orders.ts:12:5`. Undefined where no frame is in its directory.
 *
 * @param directory of the app's module
 */
export function thrownPlace(error: unknown, directory: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  // Frames alone: a message can have any lines in it.
  for (const [, file = "", position = ""] of stack.matchAll(/^ +at (?:.*\()?(\/.+?):(\d+:\d+)\)?$/gm)) {
    const path = relative(directory, file);
    if (!path.startsWith("..") && !path.includes("node_modules/")) return `${path}:${position}`;
  }
  return undefined;
}
