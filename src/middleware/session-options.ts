import type { TSchema } from "@sinclair/typebox";
import { type CookieAttributes, checkCookie } from "../http/cookie-attributes.ts";
import type { Store } from "../stores/store.ts";
import { checkFunction, checkKeys, checkRange, checkSecret, checkType } from "./options.ts";

/** The cookie of a session. It is HttpOnly always: scripts have no use for it. */
export interface SessionCookie extends Omit<CookieAttributes, "maxAgeSeconds" | "httpOnly"> {
  /** Default `__Host-session`; `session` where `secure` is false, or a path or a domain is given. */
  readonly name?: string;
}

export interface SessionOptions {
  /**
   * Keys, each of 32 bytes at least, from a random source. The first one seals cookies; all of them open them: a new one is
   * put before the old ones, which are removed after `lifetimeSeconds`.
   */
  readonly secrets: readonly string[];
  /** Where the data is kept; the cookie has an id then. Default: the data is in the cookie, encrypted. */
  readonly store?: Store;
  /** What the data must fit, when it is read and when it is saved. What does not fit any more when read is dropped. */
  readonly schema?: TSchema;
  readonly cookie?: SessionCookie;
  /** How long a session lasts that is not used. Default 86,400 (a day), or `lifetimeSeconds` where that is less. */
  readonly idleSeconds?: number;
  /** How long a session lasts at most: 1 to 34,560,000 (400 days). Default 604,800 (a week). */
  readonly lifetimeSeconds?: number;
  /**
   * What becomes of a request whose session cannot be read or saved, as the store is down: it is 503 `store_unavailable`, or
   * goes on as one of nobody. Default `closed`.
   */
  readonly whenDown?: "closed" | "anonymous";
  /** The time, in milliseconds of the epoch. Default: the machine's. */
  readonly now?: () => number;
}

/** Options with their defaults. */
export interface SessionSettings {
  readonly secrets: readonly string[];
  readonly cookie: Readonly<Required<Omit<SessionCookie, "domain">>> & { readonly domain?: string };
  readonly idleMs: number;
  readonly lifetimeMs: number;
  readonly isClosedWhenDown: boolean;
  readonly now: () => number;
}

const week = 604_800;
const day = 86_400;

/** @throws {TypeError | RangeError} where an option does not fit */
export function settingsOf(options: SessionOptions): SessionSettings {
  checkOptions(options);
  const { secrets, lifetimeSeconds = week, idleSeconds = Math.min(day, lifetimeSeconds) } = options;
  const { whenDown = "closed", now = Date.now, cookie = {} } = options;
  return {
    secrets: [...secrets],
    cookie: cookieOf(cookie),
    idleMs: idleSeconds * 1000,
    lifetimeMs: lifetimeSeconds * 1000,
    isClosedWhenDown: whenDown === "closed",
    now,
  };
}

function cookieOf(cookie: SessionCookie): SessionSettings["cookie"] {
  const { path = "/", domain, secure = true, sameSite = "lax", partitioned = false } = cookie;
  const isHost = secure && path === "/" && domain === undefined;
  const { name = isHost ? "__Host-session" : "session" } = cookie;
  const attributes = { path, secure, sameSite, partitioned, ...(domain === undefined ? {} : { domain }) };
  checkCookie(name, attributes);
  return { name, ...attributes };
}

const known = "secrets store schema cookie idleSeconds lifetimeSeconds whenDown now".split(" ");
const ofCookie = "name path domain secure sameSite partitioned".split(" ");

function checkOptions(options: SessionOptions): void {
  checkKeys("session", options, known);
  checkSecrets(options.secrets);
  if (options.store !== undefined) checkStore(options.store);
  if (options.cookie !== undefined) checkKeys("session.cookie", options.cookie, ofCookie);
  const { lifetimeSeconds = week, idleSeconds = Math.min(day, lifetimeSeconds), whenDown } = options;
  checkSeconds("session.lifetimeSeconds", lifetimeSeconds, 34_560_000);
  checkSeconds("session.idleSeconds", idleSeconds, lifetimeSeconds);
  const isKnown = whenDown === undefined || whenDown === "closed" || whenDown === "anonymous";
  checkRange(isKnown, "session.whenDown", "closed or anonymous", whenDown);
  // Without a store nothing can be down.
  const isUseful = whenDown === undefined || options.store !== undefined;
  checkRange(isUseful, "session.whenDown", "a store beside it", whenDown);
  checkFunction("session.now", options.now);
}

function checkSecrets(secrets: unknown): void {
  checkSecret(Array.isArray(secrets), "session.secrets", "a list of secrets", secrets);
  const list = secrets as readonly unknown[];
  checkSecret(list.length > 0, "session.secrets", "at least one secret", list);
  for (const [index, secret] of list.entries()) {
    const isFit = typeof secret === "string" && Buffer.byteLength(secret) >= 32;
    checkSecret(isFit, `session.secrets[${index}]`, "text of at least 32 bytes", secret);
  }
}

function checkStore(store: unknown): void {
  const has = (name: string): boolean =>
    typeof store === "object" && store !== null && typeof Reflect.get(store, name) === "function";
  const isStore = ["get", "set", "replace", "delete"].every(has);
  checkType(isStore, "session.store", "a store of bunsen/stores", store);
}

function checkSeconds(path: string, seconds: unknown, most: number): void {
  const isFit = Number.isInteger(seconds) && Number(seconds) >= 1 && Number(seconds) <= most;
  checkRange(isFit, path, `whole seconds from 1 to ${most}`, seconds);
}
