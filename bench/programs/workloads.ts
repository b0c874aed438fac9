import type { Workload } from "../http/workload.ts";

const text = "text/plain";

/** What bun-http-framework-benchmark asks for. */
export const workloads: readonly Workload[] = [
  {
    name: "public-ping",
    about:
      "bun-http-framework-benchmark, among 224 background routes; every contender bundled and minified. Here: a constant text.",
    timed: {
      request: { method: "GET", target: "/", headers: {} },
      answer: { status: 200, type: text, body: "Hi" },
    },
    refusals: [],
  },
  {
    name: "public-query",
    about: "The same app: a part of the path, a member of the query, and a header field.",
    timed: {
      request: { method: "GET", target: "/id/1?name=bun", headers: {} },
      answer: { status: 200, type: text, body: "1 bun", headers: { "x-powered-by": "benchmark" } },
    },
    refusals: [],
  },
  {
    name: "public-body",
    about: "The same app: a small JSON body, answered as it came.",
    timed: {
      request: {
        method: "POST",
        target: "/json",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ hello: "world" }),
      },
      answer: { status: 200, type: "application/json", body: { hello: "world" } },
    },
    refusals: [],
  },
];
