import type { App } from "./app.ts";

/** The two exports of a module that can hold its app. */
export interface AppModule {
  readonly default?: unknown;
  readonly app?: unknown;
}

/** Whether a value is an app. By its shape: it may come from another copy of Bunsen. */
export const isApp = (value: unknown): value is App =>
  typeof value === "object" &&
  value !== null &&
  "definition" in value &&
  typeof value.definition === "function";

/** What a module exports as its app, whatever that is. */
export const exportedApp = (module: AppModule): unknown => module.default ?? module.app;
