import { requestId as honoRequestId } from "hono/request-id";
import { requestId } from "../../../src/middleware.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const generate = (): string => "made-here";
const fields = ["x-request-id"];

const inbound = (id: string, ...why: readonly string[]): Row => ({
  init: { headers: { "x-request-id": id } },
  why,
});

export const requestIdComparison: Comparison = {
  title: "requestId",
  reasons: {
    trust: {
      text: "A client's id is not taken unless `trustInbound` says so: anyone could write another's id into the log.",
    },
    characters: { text: "An id may be of letters, digits, `_`, `.` and `-`: a dot is taken, `=` is not." },
    length: { text: "An id has 128 characters at most, not 255." },
    target: {
      of: ["status"],
      text: "A target that has no single reading is refused, with an id, before any route is looked for.",
    },
  },
  settings: [
    {
      hono: "requestId({ generator })",
      bunsen: "requestId({ generate })",
      sides: {
        hono: () => honoWith(honoRequestId({ generator: generate })),
        bunsen: () => bunsenWith(requestId({ generate })),
      },
      fields,
      rows: [{}, inbound("abc-123", "trust"), { target: "/nothing" }, { target: "/fault" }],
    },
    {
      hono: "requestId({ generator })",
      bunsen: "requestId({ generate, trustInbound: true })",
      sides: {
        hono: () => honoWith(honoRequestId({ generator: generate })),
        bunsen: () => bunsenWith(requestId({ generate, trustInbound: true })),
      },
      fields,
      rows: [
        inbound("abc-123"),
        inbound("0190f5fe-7c00-7a00-8000-0000000000aa"),
        inbound("__proto__"),
        inbound("a.b", "characters"),
        inbound("a=b", "characters"),
        inbound("a b"),
        inbound("a,b"),
        inbound("<script>"),
        inbound("é"),
        inbound(""),
        inbound("a".repeat(128)),
        inbound("a".repeat(129), "length"),
        inbound("a".repeat(256)),
        { target: "/%zz", why: ["target"] },
      ],
    },
  ],
};
