import { type DefinedOptions, type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { AppOptions } from "../define/app-options.ts";
import { isFieldName } from "../http/field-syntax.ts";
import { defaultSocketLimits } from "../sockets/socket-limits.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { checkKeys } from "./option-keys.ts";

type Report = (diagnostic: Diagnostic) => void;

/** The options that a WebSocket can have. Its answer is the 101: nothing of it is declared, kept or made elsewhere. */
export const socketOptionKeys: readonly string[] = [
  "params",
  "query",
  "headers",
  "cookies",
  "message",
  "send",
  "invalid",
  "origins",
  "protocols",
  "inject",
  "use",
  "skip",
  "allowUnguarded",
];

const limitKeys = Object.keys(defaultSocketLimits) as (keyof typeof defaultSocketLimits)[];

/** Reports settings of an app's WebSockets that do not fit. */
export function checkSocketSettings(options: Partial<AppOptions>, report: Report): void {
  const refuse = (problem: string, fix: string): void =>
    report({ code: "invalid_option", source: undefined, problem, fix });
  const { pubsub } = checkKeys("sockets", options.sockets ?? {}, ["pubsub"], undefined, report);
  if (pubsub !== undefined && !isPubSub(pubsub))
    refuse(`sockets.pubsub must be a PubSub, not ${Bun.inspect(pubsub)}.`, "Write redisPubSub(url).");
  const limits = checkKeys("limits.sockets", options.limits?.sockets ?? {}, limitKeys, undefined, report);
  for (const key of limitKeys) {
    const { [key]: limit } = limits;
    if (limit === undefined || isLimit(key, limit)) continue;
    refuse(
      `limits.sockets.${key} must be ${rangeOf(key)}, not ${String(limit)}.`,
      `Give a number like ${defaultSocketLimits[key]}, which is the default.`,
    );
  }
}

const isPubSub = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  ["open", "publish", "close"].every(
    (method) => typeof (value as Readonly<Record<string, unknown>>)[method] === "function",
  );

/** What Bun takes: it refuses other values, or cuts them off. */
function isLimit(key: keyof typeof defaultSocketLimits, limit: number): boolean {
  if (!Number.isSafeInteger(limit) || limit > largestLimit) return false;
  if (key === "idleTimeoutSeconds") return limit === 0 || (limit >= 8 && limit <= 960);
  return limit >= (key === "waitingMessages" || key === "topics" ? 0 : 1);
}

const largestLimit = 2 ** 31 - 1;

const rangeOf = (key: string): string =>
  key === "idleTimeoutSeconds"
    ? "whole seconds from 8 to 960, or 0"
    : `a whole number from ${key === "waitingMessages" || key === "topics" ? 0 : 1}`;

const hookNames = ["open", "message", "drain", "close"];

/** Reports what of a WebSocket cannot be planned. */
export function checkSocket(route: RouteDefinition, report: Report): void {
  const refuse = (problem: string, fix: string): void =>
    report({ code: "invalid_option", source: route.source, problem: `${keyOf(route)}: ${problem}`, fix });
  checkHooks(route.answer, refuse);
  const { invalid, origins, protocols }: DefinedOptions = route.options;
  if (invalid !== undefined && invalid !== "answer" && invalid !== "close")
    refuse(`invalid must be a word, not ${Bun.inspect(invalid)}.`, 'Use "answer" or "close".');
  if (protocols !== undefined && !isProtocols(protocols))
    refuse(
      `protocols must be a list of different names, not ${Bun.inspect(protocols)}.`,
      'Write them as clients offer them: ["chat.v2", "chat.v1"].',
    );
  if (origins === undefined || origins === "any") return;
  if (!Array.isArray(origins) || !origins.every(isOrigin))
    refuse(
      `origins must be a list of origins, not ${Bun.inspect(origins)}.`,
      'Write them as browsers send them: ["https://app.example.com"]; "any" for all.',
    );
}

/** Names of subprotocols are tokens (RFC 6455 §4.1). */
const isProtocols = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((name) => typeof name === "string" && isFieldName(name)) &&
  new Set(value).size === value.length;

function checkHooks(hooks: unknown, refuse: (problem: string, fix: string) => void): void {
  const fix = `Write ws(path, options, { ${hookNames.join(", ")} }), each of them a function.`;
  if (typeof hooks !== "object" || hooks === null || Array.isArray(hooks))
    return refuse(`its hooks must be an object, not ${Bun.inspect(hooks)}.`, fix);
  for (const [name, hook] of Object.entries(hooks)) {
    if (!hookNames.includes(name)) refuse(`there is no hook ${JSON.stringify(name)}.`, fix);
    else if (hook !== undefined && typeof hook !== "function")
      refuse(`the hook ${name} must be a function, not ${Bun.inspect(hook)}.`, fix);
  }
}

/** `null` is none: it is the origin of every sandboxed frame. */
const isOrigin = (origin: unknown): boolean =>
  typeof origin === "string" &&
  !origin.includes("*") &&
  (/^https?:/.test(origin)
    ? URL.canParse(origin) && new URL(origin).origin === origin
    : /^[a-z][a-z\d+.-]*:\/\/[^\s/?#]+$/.test(origin));
