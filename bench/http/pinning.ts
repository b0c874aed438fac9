import { availableParallelism } from "node:os";

/** Server and load generator each have a core, where there are two and taskset is installed. */
export const isPinned: boolean = Bun.which("taskset") !== null && availableParallelism() >= 2;

const coreOf = { server: "0", load: "1" } as const;

/** The command, bound to the core of its role. taskset becomes the command: it keeps its process id. */
export function pin(role: keyof typeof coreOf, command: readonly string[]): string[] {
  return isPinned ? ["taskset", "-c", coreOf[role], ...command] : [...command];
}
