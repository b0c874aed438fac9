import type { RequestContext } from "../define/request-context.ts";
import { Client } from "../http/client.ts";

/** What `trustProxy` found out; undefined where it is not used. */
export function clientOf(c: RequestContext): Client | undefined {
  const { client } = c as { readonly client?: unknown };
  return client instanceof Client ? client : undefined;
}

/** The address of who sent a request: as `trustProxy` found it, where it is used, else the other end of the connection. */
export function addressOf(c: RequestContext): string | undefined {
  const client = clientOf(c);
  return client === undefined ? c.ip : client.ip;
}
