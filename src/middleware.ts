/**
 * Middleware that most servers need: `import { cors, logger } from "bunsen/middleware"`.
 *
 * @module
 */
export { type ApiKeyOptions, apiKey } from "./middleware/api-key.ts";
export { type BasicOptions, type BasicUser, basic } from "./middleware/basic.ts";
export { type BearerOptions, bearer } from "./middleware/bearer.ts";
export { type BodyLimitOptions, bodyLimit } from "./middleware/body-limit.ts";
export { type CompressOptions, compress } from "./middleware/compress.ts";
export { type CorsOptions, cors } from "./middleware/cors.ts";
export type { CredentialMemo } from "./middleware/credentials.ts";
export { type CsrfOptions, csrf } from "./middleware/csrf.ts";
export { type EtagOptions, etag } from "./middleware/etag.ts";
export { every } from "./middleware/every.ts";
export { type IpAllowOptions, ipAllow } from "./middleware/ip-allow.ts";
export { type LoadShedOptions, loadShed } from "./middleware/load-shed.ts";
export {
  type LogSink,
  type LoggerOptions,
  type LoggerTiming,
  type RequestEntry,
  logger,
} from "./middleware/logger.ts";
export { type RateLimitOptions, rateLimit } from "./middleware/rate-limit.ts";
export { type RequestId, type RequestIdOptions, requestId } from "./middleware/request-id.ts";
export { type GrantedScopes, type RequireScopesOptions, requireScopes } from "./middleware/require-scopes.ts";
export { type SecureHeadersOptions, type WithNonce, secureHeaders } from "./middleware/secure-headers.ts";
export type { Session } from "./middleware/request-session.ts";
export { type WithSession, session } from "./middleware/session.ts";
export type { SessionCookie, SessionOptions } from "./middleware/session-options.ts";
export {
  type ServerTimingOptions,
  type Time,
  type WithTime,
  serverTiming,
} from "./middleware/server-timing.ts";
export { some } from "./middleware/some.ts";
export { type TimeoutOptions, timeout } from "./middleware/timeout.ts";
export {
  type Client,
  type TrustProxyOptions,
  type WithClient,
  trustProxy,
} from "./middleware/trust-proxy.ts";
export { constantTimeEqual } from "./http/constant-time.ts";
