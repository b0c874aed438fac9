import type { Way } from "../exercise/outcome.ts";
import { UsageError } from "./command-error.ts";

/** What is written after `bunsen bench app.ts`. */
export interface BenchArguments {
  readonly route?: readonly string[];
  readonly header?: readonly string[];
  readonly writes?: boolean;
  readonly seconds?: string;
  readonly connections?: string;
  readonly "in-process"?: boolean;
  readonly loopback?: boolean;
  readonly json?: boolean;
  readonly html?: string;
}

/** The same, read. */
export interface BenchOptions {
  /** Keys of routes; undefined for all. */
  readonly routes: readonly string[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly writes: boolean;
  /** Undefined where it follows from the number of routes. */
  readonly seconds: number | undefined;
  readonly connections: number;
  readonly ways: readonly Way[];
  /** Whether the results are printed as JSON, or the file that they go to. */
  readonly json: boolean | string;
  readonly html: string | undefined;
}

const defaultConnections = 16;

/** @throws {UsageError} where one cannot be read */
export function readBenchOptions(given: BenchArguments, jsonFile: string | undefined): BenchOptions {
  return {
    routes: given.route,
    headers: Object.fromEntries((given.header ?? []).map(readHeader)),
    writes: given.writes ?? false,
    seconds: given.seconds === undefined ? undefined : readNumber("seconds", given.seconds, 0.01, 60),
    connections: readConnections(given.connections),
    ways: waysOf(given),
    json: jsonFile ?? given.json ?? false,
    html: given.html,
  };
}

function waysOf({ "in-process": inProcess = false, loopback = false }: BenchArguments): readonly Way[] {
  if (inProcess && loopback)
    throw new UsageError("Give --in-process or --loopback: without either, both are measured.");
  if (inProcess) return ["inProcess"];
  return loopback ? ["loopback"] : ["inProcess", "loopback"];
}

function readConnections(text: string | undefined): number {
  if (text === undefined) return defaultConnections;
  const connections = readNumber("connections", text, 1, 256);
  if (Number.isInteger(connections)) return connections;
  throw new UsageError(`--connections: expected a whole number, received ${JSON.stringify(text)}.`);
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new UsageError(
    `--${name}: expected a number from ${least} to ${most}, received ${JSON.stringify(text)}.`,
  );
}

/** `name: value`, as RFC 9110 §5 has it. */
function readHeader(text: string): [name: string, value: string] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+): *([^\r\n\0]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value.trimEnd()];
  throw new UsageError(`--header: expected "name: value", received ${JSON.stringify(text)}.`);
}
