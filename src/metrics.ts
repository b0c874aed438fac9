/**
 * Metrics for Prometheus: `import { exposeMetrics, metrics } from "bunsen/metrics"`. It needs
 * [prom-client](https://github.com/siimon/prom-client) beside: `bun add prom-client`.
 *
 * @module
 */
export { type MetricsOptions, metrics } from "./middleware/metrics.ts";
export { type ExposeMetricsOptions, exposeMetrics } from "./middleware/metrics-route.ts";
export { type StatsMetricsOptions, statsMetrics } from "./middleware/stats-metrics.ts";
