import { pickUsers } from "./handlers.ts";
import type { Exchange, Workload, WorkloadRequest } from "./workload.ts";

const json = "application/json";
const problem = "application/problem+json";

function get(target: string, headers: WorkloadRequest["headers"] = {}): WorkloadRequest {
  return { method: "GET", target, headers };
}

function post(target: string, body: string): WorkloadRequest {
  return { method: "POST", target, headers: { "content-type": json }, body };
}

const refused = (request: WorkloadRequest, status: number): Exchange => ({
  request,
  answer: { status, type: problem },
});

const newAccount = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  role: "admin",
  age: 36,
  isActive: true,
  city: "London",
  score: 99.25,
  tags: ["analysis"],
};

export const workloads: readonly Workload[] = [
  {
    name: "ping",
    about: "A constant text.",
    timed: { request: get("/ping"), answer: { status: 200, type: "text/plain", body: "pong" } },
    refusals: [],
  },
  {
    name: "json",
    about: "A small object, made by the handler, without a schema.",
    timed: {
      request: get("/json"),
      answer: { status: 200, type: json, body: { message: "Hello, World!" } },
    },
    refusals: [],
  },
  {
    name: "query",
    about: "A text and an integer with a default, checked, from the query.",
    timed: {
      request: get("/search?name=bun&page=2"),
      answer: { status: 200, type: json, body: { name: "bun", page: 2, results: [] } },
    },
    refusals: [refused(get("/search?page=2"), 422), refused(get("/search?name=bun&page=two"), 422)],
  },
  {
    name: "body",
    about: "A JSON body of 8 members, answered as it came, without a schema.",
    timed: {
      request: post("/echo", JSON.stringify(newAccount)),
      answer: { status: 200, type: json, body: newAccount },
    },
    refusals: [refused(post("/echo", "{"), 400)],
  },
  {
    name: "param",
    about: "An integer, checked, from the path.",
    timed: {
      request: get("/users/7"),
      answer: { status: 200, type: json, body: { id: 7, name: "Robert Bunsen" } },
    },
    refusals: [refused(get("/users/seven"), 422), refused(get("/users/1.5"), 422)],
  },
  {
    name: "response-schema",
    about:
      "An object of 8 declared members out of 11: by a response schema in Bunsen, Elysia and Fastify, by hand elsewhere.",
    timed: {
      request: get("/account"),
      answer: {
        status: 200,
        type: json,
        body: {
          id: 7,
          name: "Robert Bunsen",
          email: "robert@example.com",
          role: "member",
          isActive: true,
          score: 98.5,
          createdAt: "2024-05-17T09:30:00.000Z",
          tags: ["chemistry", "spectroscopy"],
        },
      },
    },
    refusals: [],
  },
  {
    name: "schema-list",
    about:
      "100 users of 6 declared members out of 7: by a response schema in Bunsen, Elysia and Fastify, by hand elsewhere.",
    timed: { request: get("/users"), answer: { status: 200, type: json, body: pickUsers() } },
    refusals: [],
  },
  {
    name: "cached-list",
    about: "The same list by a query, kept for an hour: in a `Map` by hand.",
    timed: {
      request: get("/kept-users?page=2"),
      answer: {
        status: 200,
        type: json,
        body: pickUsers(),
        headers: { "cache-control": "public, max-age=3600" },
      },
    },
    refusals: [refused(get("/kept-users?page=two"), 422)],
  },
  {
    name: "validated-post",
    about: "A JSON body of 8 members, checked.",
    timed: {
      request: post("/accounts", JSON.stringify(newAccount)),
      answer: {
        status: 201,
        type: json,
        body: { id: 8, name: "Ada Lovelace", email: "ada@example.com", tags: ["analysis"] },
      },
    },
    refusals: [
      refused(post("/accounts", "{"), 400),
      ...Object.entries({
        name: "",
        email: 1,
        role: "owner",
        age: 1.5,
        isActive: "yes",
        score: null,
        tags: [1],
      }).map(([key, value]) =>
        refused(post("/accounts", JSON.stringify({ ...newAccount, [key]: value })), 422),
      ),
    ],
  },
  {
    name: "not-found",
    about: "A path that no route matches, answered with a problem document.",
    timed: {
      request: get("/nothing"),
      answer: {
        status: 404,
        type: problem,
        body: {
          title: "Not Found",
          status: 404,
          detail: 'No route matches "/nothing".',
          code: "not_found",
        },
      },
    },
    refusals: [],
  },
  {
    name: "method-not-allowed",
    about: "A method that a path does not answer: 405, with the methods that it does.",
    timed: {
      request: { method: "POST", target: "/plan", headers: {} },
      answer: {
        status: 405,
        type: problem,
        body: {
          title: "Method Not Allowed",
          status: 405,
          detail: "This path does not answer POST; see the Allow header.",
          code: "method_not_allowed",
        },
        headers: { allow: /^GET, HEAD/ },
      },
    },
    refusals: [],
  },
  {
    name: "chained",
    about: "A middleware that reads a header field before the handler and sets one after it.",
    timed: {
      request: get("/tenant", { "x-tenant": "acme" }),
      answer: {
        status: 200,
        type: json,
        body: { tenant: "acme", plan: "basic" },
        headers: { "x-tenant": "acme" },
      },
    },
    refusals: [refused(get("/tenant"), 400)],
  },
];
