import { timing, wrapTime } from "hono/timing";
import { serverTiming } from "../../../src/middleware.ts";
import { app } from "../../../src/bunsen.ts";
import type { Comparison } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const fields = ["server-timing"];
const text = async (): Promise<string> => "ok";

export const serverTimingComparison: Comparison = {
  title: "timing and serverTiming",
  reasons: {
    total: { of: fields, text: "The total needs no description: its name says it." },
    order: {
      of: fields,
      text: "The description stands before the duration, as in the examples of the standard; browsers read either.",
    },
    name: {
      text: "A name that is no token would make a field that nobody can read, or another one: it is a fault of the handler.",
    },
  },
  settings: [
    {
      hono: "timing()",
      bunsen: "serverTiming()",
      sides: {
        hono: () =>
          honoWith(timing())
            .get("/timed", async (c) => c.text(await wrapTime(c, "db", text())))
            .get("/told", async (c) => c.text(await wrapTime(c, "db", text(), 'the "main" one')))
            .get("/wrong", async (c) => c.text(await wrapTime(c, "db, other", text()))),
        bunsen: () =>
          app({ log: () => {} })
            .use(serverTiming())
            .get("/", () => "ok")
            .get("/fault", () => {
              throw new Error("broken");
            })
            .get("/timed", ({ time }) => time("db", text))
            .get("/told", ({ time }) => time("db", text, 'the "main" one'))
            .get("/wrong", ({ time }) => time("db, other", text)),
      },
      fields,
      rows: [
        { why: ["total"] },
        { target: "/timed", why: ["total"] },
        { target: "/told", why: ["total", "order"] },
        { target: "/wrong", why: ["name"] },
        { target: "/fault", why: ["total"] },
        { target: "/nothing", why: ["total"] },
      ],
    },
    {
      hono: "timing({ enabled: (c) => false })",
      bunsen: "serverTiming({ enabled: () => false })",
      sides: {
        hono: () => honoWith(timing({ enabled: () => false })),
        bunsen: () => bunsenWith(serverTiming({ enabled: () => false })),
      },
      fields,
      rows: [{}],
    },
  ],
};
