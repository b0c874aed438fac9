import { Client } from "../http/client.ts";
import { type HttpError, declaredError, quote } from "../http/http-error.ts";
import { problemResponse } from "../http/problem.ts";
import {
  checkHandshake,
  isOwnOrigin,
  offeredProtocols,
  upgradeRequired,
} from "../http/websocket-handshake.ts";
import type { Context } from "../runtime/context.ts";
import { type FoldedHeaders, fillHeaders } from "../runtime/folded-headers.ts";
import { Upgraded } from "./connection.ts";
import type { SocketRoute } from "./socket-route.ts";

/** The contexts whose handshakes were accepted: a 101 that a middleware gives upgrades nothing. */
const accepted = new WeakSet<Context>();

/**
 * Accepts a handshake, after guards and the reading of inputs. The 101 is seen by the hooks after; what they put into it
 * is sent.
 *
 * @throws {HttpError} 426 `upgrade_required`, 400 `malformed_handshake`, 403 `cross_site_request`, 503 `too_many_sockets`
 */
export function acceptSocket(context: Context, route: SocketRoute, folded?: FoldedHeaders): Response {
  const { request, server } = context;
  checkHandshake(request);
  if (server === undefined)
    throw upgradeRequired("it cannot be opened in-process; listen, and connect to the server's URL");
  checkOrigin(context, route.origins);
  const headers = agreement(offeredProtocols(request), route.protocols);
  if (route.crowd.isFull) throw tooMany();
  accepted.add(context);
  return fillHeaders(new Response(null, { status: 101, headers }), folded);
}

const protocolField = "sec-websocket-protocol";

/**
 * The first of what a client offers that is spoken here (RFC 6455 §4.2.2). Where none is, an empty field, in place of which Bun
 * sends none: left to itself it agrees to the first.
 */
function agreement(
  offered: readonly string[],
  spoken: readonly string[] | undefined,
): Readonly<Record<string, string>> {
  if (offered.length === 0) return {};
  const agreed = spoken === undefined ? offered[0] : offered.find((protocol) => spoken.includes(protocol));
  return { [protocolField]: agreed ?? "" };
}

/** In seconds: sockets stay open longer than requests take. */
const retryAfter = { "retry-after": "5" };

const tooMany = (): HttpError => declaredError("too_many_sockets", "", { headers: retryAfter });

function checkOrigin(context: Context, origins: SocketRoute["origins"]): void {
  const origin = context.request.headers.get("origin");
  if (origins === "any" || isOwnOrigin(origin, hostOf(context))) return;
  if (origin !== null && origins.includes(origin)) return;
  throw declaredError(
    "cross_site_request",
    origin === null || origin === "null" ? "another site" : quote(origin),
  );
}

/** Behind a trusted proxy, the host that the client asked. */
function hostOf(context: Context): string | null {
  const { client } = context as { readonly client?: unknown };
  return client instanceof Client ? client.host : context.request.headers.get("host");
}

/** Upgrades the connection where the answer is that of an accepted handshake; leaves other answers as they are. */
export function openSocket(
  context: Context,
  route: SocketRoute,
  answer: Response | Promise<Response>,
): Response | Promise<Response> {
  if (answer instanceof Response) return upgrade(context, route, answer);
  return answer.then((response) => upgrade(context, route, response));
}

function upgrade(context: Context, route: SocketRoute, answer: Response): Response {
  const { request, server } = context;
  if (answer.status !== 101 || server === undefined) return answer;
  const protocol = answer.headers.get(protocolField) ?? "";
  const data = new Upgraded(route, server, dataOf(context), { url: request.url, protocol });
  // Others may have come while the hooks after ran.
  if (!route.crowd.enter()) return problemResponse(tooMany());
  const isUpgraded = accepted.has(context) && server.upgrade(request, { headers: answer.headers, data });
  // Bun has answered: nothing is left to give.
  if (isUpgraded) return undefined as unknown as Response;
  route.crowd.leave();
  return problemResponse(declaredError("malformed_handshake", "the connection cannot be upgraded"));
}

/** What a context has that only its request needs. */
const ofRequest: ReadonlySet<string> = new Set(["request", "server", "body", "error", "allowedMethods"]);

/** Decoded inputs, the route, and what middleware added. */
const dataOf = (context: Context): object =>
  Object.fromEntries(Object.entries(context).filter(([key]) => !ofRequest.has(key)));
