import type { Comparison } from "./comparison.ts";
import { basicComparison } from "./tables/basic.ts";
import { bearerComparison } from "./tables/bearer.ts";
import { bodyLimitComparison } from "./tables/body-limit.ts";
import { compressComparison } from "./tables/compress.ts";
import { corsComparison } from "./tables/cors.ts";
import { csrfComparison } from "./tables/csrf.ts";
import { etagComparison } from "./tables/etag.ts";
import { ipAllowComparison } from "./tables/ip-allow.ts";
import { jwtComparison } from "./tables/jwt.ts";
import { loggerComparison } from "./tables/logger.ts";
import { methodOverrideComparison } from "./tables/method-override.ts";
import { requestIdComparison } from "./tables/request-id.ts";
import { secureHeadersComparison } from "./tables/secure-headers.ts";
import { serverTimingComparison } from "./tables/server-timing.ts";
import { someComparison } from "./tables/some.ts";
import { timeoutComparison } from "./tables/timeout.ts";

/** In the order of the page. */
export const comparisons: readonly Comparison[] = [
  requestIdComparison,
  loggerComparison,
  corsComparison,
  secureHeadersComparison,
  csrfComparison,
  bearerComparison,
  basicComparison,
  jwtComparison,
  someComparison,
  ipAllowComparison,
  timeoutComparison,
  serverTimingComparison,
  etagComparison,
  compressComparison,
  bodyLimitComparison,
  methodOverrideComparison,
];
