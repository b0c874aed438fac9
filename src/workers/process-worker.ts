import { readFileSync } from "node:fs";
import type { FromThread, StartThread, ToThread } from "./messages.ts";
import type { Port } from "./serve-tasks.ts";
import { type WorkerStart, startKey } from "./worker-start.ts";

/** How often the memory of a process with a limit is looked at. */
const lookMs = 50;

/**
 * Workers that are processes of their own: what one does to itself, it does to nothing else. What is sent is copied.
 *
 * @param file what a process runs; in an executable, it runs itself
 * @param limitBytes resident memory beyond which a process is killed
 */
export function startProcesses(file: string, start: WorkerStart, limitBytes: number = Infinity): StartThread {
  return (listener) => {
    let problem: string | undefined;
    const child = Bun.spawn(commandOf(file), {
      env: { ...process.env, [startKey]: JSON.stringify(start) },
      stdio: ["ignore", "inherit", "inherit"],
      serialization: "advanced",
      ipc: (message: FromThread) => listener.receive(message),
      onExit(_, code, signal) {
        forget(child);
        stopLooking();
        listener.exited(problem ?? `its process ended with ${signal ?? `the code ${code}`}`);
      },
    });
    // A task that waits has a deadline, whose timer keeps this process alive.
    child.unref();
    endWithThisProcess(child);
    const stopLooking = watchMemory(child.pid, limitBytes, () => {
      problem = `its process had more than ${limitBytes} bytes of memory`;
      child.kill("SIGKILL");
    });
    return {
      post: (message) => void child.send(message),
      terminate: () => child.kill("SIGKILL"),
    };
  };
}

const children = new Set<Bun.Subprocess>();

/** A process that is busy does not notice that its server has ended. */
function endWithThisProcess(child: Bun.Subprocess): void {
  if (children.size === 0) process.on("exit", killChildren);
  children.add(child);
}

function forget(child: Bun.Subprocess): void {
  children.delete(child);
  if (children.size === 0) process.off("exit", killChildren);
}

function killChildren(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** Flags of this process that a worker has as well: what it may do, not how this one was started or is watched. */
const inherited = /^--(?:disallow-code-generation-from-strings|smol|conditions=|preload=|no-addons)/;

const commandOf = (file: string): string[] =>
  isEmbedded(file)
    ? [process.execPath]
    : [process.execPath, ...process.execArgv.filter((flag) => inherited.test(flag)), file];

/** Whether a module is part of an executable that Bun has made. */
const isEmbedded = (file: string): boolean => file.startsWith("/$bunfs/") || file.includes("~BUN");

/** Looks at the memory of a process, by Linux's /proc, until the returned function is called. */
function watchMemory(pid: number, limitBytes: number, onExceeded: () => void): () => void {
  if (limitBytes === Infinity) return () => {};
  const timer = setInterval(() => {
    if (residentBytes(pid) > limitBytes) onExceeded();
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}

const pageBytes = 4096;

/** The second number of statm: resident pages. 0 for a process that has ended. */
function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * pageBytes;
  } catch {
    return 0;
  }
}

/** The line of this process to its pool. */
export function processPort(): Port {
  // Of a group of processes, a terminal tells all to stop; only the server does, when it has answered what it accepted.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  process.on("disconnect", () => process.exit());
  return {
    post: (message) => void process.send?.(message),
    listen: (receive) => void process.on("message", (message: ToThread) => receive(message)),
    close: () => process.exit(),
    // The limit of its memory is looked at from outside.
    heapBytes: () => process.memoryUsage().heapUsed,
  };
}
