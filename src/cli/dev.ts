import { watch } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { inspectorPath } from "../inspector/pages.ts";
import type { ChildMessage, Places, RouteSummary } from "./dev-messages.ts";
import { CommandError } from "./command-error.ts";

/**
 * `bunsen dev`: serves the app from a child process, and starts it anew when a file beside it changes. An app that
 * cannot be planned leaves the running one in place.
 */
export async function dev(path: string): Promise<void> {
  const file = resolve(path);
  if (!(await Bun.file(file).exists())) throw new CommandError(`There is no file ${path}.`);
  const session = new DevSession(file);
  let timer: Timer | undefined;
  watch(dirname(file), { recursive: true }, (_, changed) => {
    if (
      changed === null ||
      !/\.(?:[cm]?[jt]sx?|json|ya?ml|toml)$/.test(changed) ||
      changed.includes("node_modules")
    )
      return;
    // An editor writes a file in several steps.
    clearTimeout(timer);
    timer = setTimeout(() => void session.restart(), 50);
  });
  // Before anything is served: who saw an answer may send a signal.
  const ended = new Promise<void>((end) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => void session.stop().then(end));
  });
  await session.restart();
  await ended;
  process.exit(0);
}

type Child = Bun.Subprocess<"ignore", "inherit", "inherit">;

class DevSession {
  readonly #file: string;
  #serving: Child | undefined;
  /** Reads the app; does not serve yet. */
  #reading: Child | undefined;
  #routes: readonly RouteSummary[] | undefined;
  #restarting: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** One restart after the other. A child that still reads the app is out of date, and may never be done. */
  restart(): Promise<void> {
    this.#reading?.kill("SIGKILL");
    this.#reading = undefined;
    return (this.#restarting = this.#restarting.then(() => this.#replace()));
  }

  async stop(): Promise<void> {
    this.#serving?.kill("SIGTERM");
    await this.#serving?.exited;
  }

  async #replace(): Promise<void> {
    const planned = Promise.withResolvers<readonly RouteSummary[] | undefined>();
    const listening = Promise.withResolvers<void>();
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "dev-child.ts"), this.#file], {
      stdio: ["ignore", "inherit", "inherit"],
      ipc(message: ChildMessage) {
        if (message.kind === "planned") planned.resolve(message.routes);
        else listening.resolve(console.log(describePlaces(message)));
      },
    });
    void child.exited.then(() => {
      planned.resolve(undefined);
      listening.resolve();
      if (this.#serving === child) this.#serving = undefined;
    });
    this.#reading = child;
    const routes = await planned.promise;
    if (this.#reading !== child) return;
    this.#reading = undefined;
    if (routes === undefined) return this.#tellFailure();
    await this.stop();
    // It may have failed while requests to the app before were drained.
    if (child.exitCode !== null || child.signalCode !== null) return this.#tellFailure();
    this.#serving = child;
    for (const line of describeChanges(this.#routes, routes)) console.log(line);
    this.#routes = routes;
    child.send("serve");
    await listening.promise;
  }

  /** The child has told why. */
  #tellFailure(): void {
    console.log(
      this.#serving ? "The app as it was before keeps running." : "Nothing is served until it is mended.",
    );
  }
}

/** Where the app is served, and its inspector. */
export function describePlaces({ url, inspector, occupant }: Places): string {
  const why = occupant === undefined ? "" : `, as ${occupant} answers ${inspectorPath} of the app`;
  return `Listening on ${url}\nInspector at ${inspector}${why}`;
}

/** What came, went and changed between two plans; the number of routes at first. */
export function describeChanges(
  before: readonly RouteSummary[] | undefined,
  after: readonly RouteSummary[],
): readonly string[] {
  if (before === undefined) return [`${after.length} routes`];
  const earlier = new Map(before.map((route) => [route.key, route.code]));
  const now = new Set(after.map((route) => route.key));
  const changes = [
    ...after.flatMap(({ key, code }) => {
      if (!earlier.has(key)) return [`+ ${key}`];
      return earlier.get(key) === code ? [] : [`~ ${key}`];
    }),
    ...before.flatMap(({ key }) => (now.has(key) ? [] : [`- ${key}`])),
  ];
  return changes.length > 0 ? changes : ["No route's plan changed; handlers run as they are now."];
}
