import type { RouteTable } from "../runtime/route-table.ts";
import type { DefaultExport, ListenOptions, RunningServer, ServerHooks } from "../runtime/running-server.ts";
import type { AppDefinition } from "./app-definition.ts";
import type { AppParts } from "./app-parts.ts";
import type { AppWorkers } from "./app-workers.ts";
import type { SourceLocation } from "./source-location.ts";

/** What turns a definition into answers. A built app has one that only takes the table it was built with. */
export interface Engine {
  readonly parts: AppParts;
  /** Where the caller defines a route. A built app does not look: nothing there tells it. */
  locate(): SourceLocation;
  /** @throws {DiagnosticsError} where the definition cannot be planned, or does not fit its table */
  load(definition: AppDefinition, workers: AppWorkers): RouteTable;
  /**
   * @param module where `app()` was called
   * @throws {RangeError} where the options of a pool do not fit
   */
  workers(definition: AppDefinition, module: string): AppWorkers;
  listen(table: RouteTable, options: ListenOptions, hooks?: ServerHooks): RunningServer;
  /** Answers in-process what the wire would answer. */
  answer(table: RouteTable, request: Request): Promise<Response>;
  /** The same for a request target as it would be sent. */
  answerTarget(table: RouteTable, target: string, init: RequestInit | undefined): Promise<Response>;
  /** Routes and settings for a server that Bun starts from a default export. */
  serveDefault(table: RouteTable, hooks?: ServerHooks): DefaultExport;
}
