import { hasWrk } from "../http/load.ts";
import type { Exchange, WorkloadRequest } from "../http/workload.ts";
import { type Shape, askedPath } from "./shape.ts";

/** One thing that grows, while everything else stays. */
export interface Line {
  readonly name: string;
  readonly about: string;
  /** What the points count. */
  readonly of: string;
  readonly points: readonly number[];
  readonly measureAt: (at: number) => GrowthLoad;
}

/** A server, and what it is asked. */
export interface GrowthLoad {
  readonly shape?: Partial<Shape>;
  readonly exchange: Exchange;
  readonly open?: number;
}

const get = (target: string, headers: WorkloadRequest["headers"] = {}): WorkloadRequest => ({
  method: "GET",
  target,
  headers,
});

const answered = (request: WorkloadRequest, body: unknown): Exchange => ({
  request,
  answer: { status: 200, type: "application/json", body },
});

function echo(characters: number): Exchange {
  const body = { text: "a".repeat(characters) };
  const headers = { "content-type": "application/json" };
  return answered({ method: "POST", target: "/echo", headers, body: JSON.stringify(body) }, body);
}

/** Bunsen and code by hand, from little to much. */
export const lines: readonly Line[] = [
  {
    name: "growth-routes",
    about: "Routes with a parameter, one of which is asked for.",
    of: "routes",
    points: [10, 100, 1000, 10_000],
    measureAt: (routes) => ({ shape: { routes }, exchange: answered(get(askedPath(routes)), { id: "7" }) }),
  },
  {
    name: "growth-middleware",
    about: "Middlewares before a handler, each of which reads a header field and adds it to the context.",
    of: "middlewares",
    points: [0, 5, 10, 20],
    measureAt: (middleware) => ({
      shape: { middleware },
      exchange: answered(get("/steps", { "x-step": "a" }), { last: middleware === 0 ? "" : "a" }),
    }),
  },
  {
    name: "growth-payload",
    about: "Bytes of text in a JSON body that is checked, and answered as it came.",
    of: "bytes",
    // The own generator takes a request as an argument of its process, and sends it at once.
    points: hasWrk ? [10, 1000, 10_000, 100_000, 1_000_000] : [10, 1000, 10_000],
    measureAt: (characters) => ({ exchange: echo(characters) }),
  },
  {
    name: "growth-connections",
    about: "Connections with one request in flight on each.",
    of: "connections",
    points: [1, 8, 64, 512],
    measureAt: (open) => ({ open, exchange: answered(get(askedPath(1)), { id: "7" }) }),
  },
];
