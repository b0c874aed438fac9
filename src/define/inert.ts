import type { RunningServer } from "../runtime/running-server.ts";

const key = Symbol.for("bunsen.inert");
const state = globalThis as { [key]?: boolean };

/**
 * Makes `listen` do nothing in this process: an app module is being read, not run. Kept under a global symbol, so that
 * it holds whichever copy of Bunsen the app imports.
 */
export function makeInert(): void {
  state[key] = true;
}

export const isInert = (): boolean => state[key] === true;

/** What `listen` gives where an app module is only read. */
export const inertServer: RunningServer = {
  url: new URL("http://localhost:0/"),
  port: 0,
  stop: async () => {},
  [Symbol.asyncDispose]: async () => {},
};
