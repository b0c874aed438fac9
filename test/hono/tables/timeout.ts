import { timeout as honoTimeout } from "hono/timeout";
import { timeout } from "../../../src/middleware.ts";
import type { Comparison } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const never = (): Promise<Response> => Promise.withResolvers<Response>().promise;
/** Ends when it is told to. */
const until = (signal: AbortSignal): Promise<Response> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

export const timeoutComparison: Comparison = {
  title: "timeout",
  reasons: {
    status: {
      of: ["status"],
      text: "503 says that this server is late; 504 is what a gateway says of another server (RFC 9110 §15.6.5).",
    },
    start: {
      text: "0 is no time to some and no limit to others; here it is neither. It is told when the app starts.",
    },
  },
  settings: [
    {
      hono: "timeout(5)",
      bunsen: "timeout({ ms: 5 })",
      sides: {
        hono: () =>
          honoWith(honoTimeout(5))
            .get("/never", never)
            .get("/signal", (c) => until(c.req.raw.signal)),
        bunsen: () =>
          bunsenWith(timeout({ ms: 5 }))
            .get("/never", never)
            .get("/signal", ({ signal }) => until(signal)),
      },
      fields: [],
      rows: [
        {},
        { target: "/fault" },
        { target: "/nothing" },
        { told: "`GET /never`, which never answers", target: "/never", why: ["status"] },
        { told: "`GET /signal`, which ends with the signal", target: "/signal", why: ["status"] },
      ],
    },
    {
      hono: "timeout(0)",
      bunsen: "timeout({ ms: 0 })",
      sides: { hono: () => honoWith(honoTimeout(0)), bunsen: () => bunsenWith(timeout({ ms: 0 })) },
      fields: [],
      rows: [{ why: ["start"] }],
    },
  ],
};
