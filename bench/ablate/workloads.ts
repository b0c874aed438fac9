import type { Workload, WorkloadRequest } from "../http/workload.ts";
import { describeReport, listUsers } from "./users.ts";

const get = (target: string): WorkloadRequest => ({ method: "GET", target, headers: {} });

/** What each switch is for. */
export const workloads: readonly Workload[] = [
  {
    name: "cached-list",
    timed: {
      request: get("/users?page=2"),
      answer: { status: 200, type: "application/json", body: listUsers() },
    },
    refusals: [],
  },
  {
    name: "lazy",
    timed: {
      request: get("/report"),
      answer: { status: 200, type: "application/json", body: describeReport() },
    },
    refusals: [],
  },
  {
    name: "not-found",
    timed: { request: get("/nothing/here"), answer: { status: 404, type: "application/problem+json" } },
    refusals: [],
  },
];
