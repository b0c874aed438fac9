import type { Workload, WorkloadRequest } from "../http/workload.ts";

/** A way through the app, with what was once claimed of such a way. */
export interface Scenario {
  readonly workload: Workload;
  readonly about: string;
  readonly claimedMs: number;
  readonly claimedRequestsPerSecond: number;
}

const get = (target: string, headers: Readonly<Record<string, string>>): WorkloadRequest => ({
  method: "GET",
  target,
  headers,
});
const authorization = "Bearer t0ken";
const json = "application/json";

export const scenarios: readonly Scenario[] = [
  {
    workload: {
      name: "fast path",
      timed: {
        request: get("/health", {}),
        answer: { status: 200, type: "text/plain", body: "ok", headers: { "api-version": "2" } },
      },
      refusals: [],
    },
    about: "constant, 14 constant fields",
    claimedMs: 0.5,
    claimedRequestsPerSecond: 50_000,
  },
  {
    workload: {
      name: "optimised",
      timed: {
        request: get("/optimised", { authorization }),
        answer: {
          status: 200,
          type: json,
          body: { user: "ann", plan: "basic" },
          headers: {
            "x-frame-options": "SAMEORIGIN",
            "x-quota-used": "none",
            "x-request-id": /^[\da-f-]{36}$/,
          },
        },
      },
      refusals: [{ request: get("/optimised", {}), answer: { status: 401 } }],
    },
    about: "5 of 10 skipped, 2 folded",
    claimedMs: 2,
    claimedRequestsPerSecond: 20_000,
  },
  {
    workload: {
      name: "chain",
      timed: {
        request: get("/chain", { authorization, "x-tenant": "acme" }),
        answer: {
          status: 200,
          type: json,
          body: { user: "ann", tenant: "acme", plan: "basic" },
          headers: {
            "x-frame-options": "SAMEORIGIN",
            "x-quota-used": /^\d+$/,
            "server-timing": /^app;dur=/,
            "cache-control": "private, max-age=5",
            "x-request-id": /^[\da-f-]{36}$/,
          },
        },
      },
      refusals: [{ request: get("/chain", { authorization }), answer: { status: 400 } }],
    },
    about: "10 middlewares, 2 of them folded",
    claimedMs: 10,
    claimedRequestsPerSecond: 5000,
  },
];
