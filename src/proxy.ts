/**
 * Asks another server in the place of a handler.
 *
 * @module
 */
export { type ProxyContext, type ProxyOptions, proxy } from "./proxy/proxy.ts";
