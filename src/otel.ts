/**
 * Traces by OpenTelemetry: `import { otel, traceHeaders } from "bunsen/otel"`. It needs
 * [@opentelemetry/api](https://github.com/open-telemetry/opentelemetry-js) beside, `bun add @opentelemetry/api`, and an
 * SDK that is registered when the process starts.
 *
 * @module
 */
export { type OtelOptions, otel } from "./middleware/otel.ts";
export { traceHeaders } from "./middleware/trace-headers.ts";
