import type { RoutePlan } from "../compile/app-plan.ts";
import type { CachePlan } from "../runtime/cache-plan.ts";
import type { Fact } from "./fact.ts";

/** How long answers are kept, by what, for whom. */
export function describeCache(cache: CachePlan, { parameters, inputs }: RoutePlan): Fact[] {
  const { ttlSeconds, staleWhileRevalidateSeconds: whileRemade, staleIfErrorSeconds: ifError } = cache;
  const times = [
    `fresh for ${ttlSeconds} s`,
    ...(whileRemade > 0 ? [`${whileRemade} s more while a new one is made`] : []),
    ...(ifError > 0 ? [`${ifError} s more in place of a fault`] : []),
  ];
  const others = Object.keys(inputs).filter((location) => location !== "params");
  const key = [
    ...(parameters.length > 0 ? ["params"] : []),
    ...others,
    ...cache.vary.map((name) => `the field ${name}`),
    ...(cache.hasKey ? ["what cache.key gives"] : []),
  ];
  const tags = [...cache.tags, ...(cache.hasTagger ? ["those of a function"] : [])];
  return [
    ["kept", `${times.join(", ")}; at most ${cache.limitBytes} bytes; statuses ${cache.statuses.join(", ")}`],
    ["kept by", key.join(", ") || "the route alone"],
    [
      "kept for",
      `${cache.isPublic ? "everybody" : "requests without credentials"}${cache.isForAll ? ", by other caches too" : ""}`,
    ],
    ...(cache.tellsContent === true ? [["variants", "kept with the answer, each made once"] as const] : []),
    ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] as const]),
  ];
}
