import { Counter, Gauge, type Registry, register } from "prom-client";
import type { AppStats } from "../define/app-stats.ts";
import { checkPrefix, checkRegistry } from "./metrics-options.ts";
import { checkKeys, checkType } from "./options.ts";
import { type Figure, figures } from "./stats-figures.ts";

export interface StatsMetricsOptions {
  /** Where the metrics are kept. Default: `register`, the registry of prom-client itself. */
  readonly registry?: Registry;
  /** Stands before the name of each metric: `shop_`. Default: nothing. */
  readonly prefix?: string;
}

/**
 * Adds the figures of `app.stats()` to a registry. They are read when the metrics are asked for.
 *
 * @example
 * ```ts
 * const shop = app().use(metrics(), bearer({ verify, memo: { ttlSeconds: 60 } }));
 * statsMetrics(shop);
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 * @throws {Error} where the registry has metrics of these names, as those of another app: give a prefix
 */
export function statsMetrics(app: { stats(): AppStats }, options: StatsMetricsOptions = {}): void {
  checkType(typeof app?.stats === "function", "statsMetrics", "an app", app);
  checkKeys("statsMetrics", options, ["registry", "prefix"]);
  const { registry = register, prefix = "" } = options;
  checkRegistry("statsMetrics.registry", options.registry);
  checkPrefix("statsMetrics.prefix", prefix);
  for (const figure of figures) addFigure(figure, app, registry, prefix);
}

function addFigure(figure: Figure, app: { stats(): AppStats }, registry: Registry, prefix: string): void {
  const { name, help, labelNames, read } = figure;
  // A counter goes up only; a gauge goes both ways.
  const Kind = name.endsWith("_total") ? Counter : Gauge;
  registry.registerMetric(
    new Kind({
      name: `${prefix}${name}`,
      help,
      labelNames: [...labelNames],
      registers: [],
      collect(this: Counter | Gauge) {
        this.reset();
        // What has no labels would be told as 0, where it is not known.
        if (labelNames.length === 0) this.remove();
        for (const [labels, value] of read(app.stats())) this.inc(labels, value);
      },
    }),
  );
}
