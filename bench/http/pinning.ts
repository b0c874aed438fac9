import { availableParallelism } from "node:os";

/** Server and load generator each have a core, where there are two and taskset is installed. */
export const isPinned: boolean = Bun.which("taskset") !== null && availableParallelism() >= 2;

/** The number of the server's core. */
export const serverCore: string = "0";

const coreOf: Readonly<Record<"server" | "load", string>> = { server: serverCore, load: "1" };

/** The command, bound to the core of its role. taskset becomes the command: it keeps its process id. */
export function pin(role: "server" | "load", command: readonly string[]): string[] {
  return isPinned ? ["taskset", "-c", coreOf[role], ...command] : [...command];
}
