import type { Exchange, Workload, WorkloadRequest } from "../http/workload.ts";
import { constantFields } from "./shared.ts";

const json = "application/json";
const authorized = { authorization: "Bearer t0ken" };

const get = (target: string, headers: Readonly<Record<string, string>>): WorkloadRequest => ({
  method: "GET",
  target,
  headers,
});

const everyField = {
  ...constantFields,
  "x-request-id": /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/,
};

const refused = (headers: Readonly<Record<string, string>>): Exchange => ({
  request: get("/api/profile", headers),
  answer: { status: 401, headers: { "www-authenticate": /^Bearer / } },
});

export const workloads: readonly Workload[] = [
  {
    name: "middleware-chain",
    about:
      "A request id, a line for the log, CORS, 12 secure header fields and a bearer token around a small object. `hand-shared` is the code by hand with its constant fields in one `Headers`.",
    timed: {
      request: get("/api/profile", authorized),
      answer: {
        status: 200,
        type: json,
        body: { user: "ann", plan: "basic", seats: 3 },
        headers: everyField,
      },
    },
    refusals: [
      // What was logged of the request before.
      {
        request: get("/api/log", authorized),
        answer: {
          status: 200,
          type: json,
          body: {
            method: "GET",
            path: "/api/profile",
            status: 200,
            durationMs: "number",
            requestIdLength: 36,
          },
          headers: everyField,
        },
      },
      refused({}),
      refused({ authorization: "Bearer other" }),
    ],
  },
  {
    name: "fast-path",
    about:
      "`/health` of the same app: a constant with the constant fields in Bunsen and by hand; through all but the token elsewhere.",
    timed: {
      request: get("/health", {}),
      answer: { status: 200, type: "text/plain", body: "ok", headers: constantFields },
    },
    refusals: [],
  },
];
