import { logger as honoLogger } from "hono/logger";
import { logger } from "../../../src/middleware.ts";
import type { Comparison } from "../comparison.ts";
import { bunsenWith, honoWith, logging } from "../sides.ts";

export const loggerComparison: Comparison = {
  title: "logger",
  reasons: {
    json: {
      of: ["log"],
      text: "A line is one JSON object for each answered request, for machines, with the code of an error. Hono's are two lines for people.",
    },
    query: { of: ["log"], text: "Queries hold tokens and names: they are not told unless `query` says so." },
    target: {
      of: ["status", "log"],
      text: "A target that has no single reading is refused; the line tells it all the same.",
    },
  },
  settings: [
    {
      hono: "logger(print)",
      bunsen: "logger({ sink: print })",
      sides: {
        hono: () => logging((print) => honoWith(honoLogger(print))),
        bunsen: () => logging((print) => bunsenWith(logger({ sink: print }))),
      },
      fields: ["log"],
      rows: [
        { why: ["json"] },
        { target: "/?token=s3cret", why: ["json", "query"] },
        { init: { method: "POST" }, why: ["json"] },
        { init: { method: "HEAD" }, why: ["json"] },
        { target: "/nothing", why: ["json"] },
        { target: "/fault", why: ["json"] },
        { target: "/%0d%0aGET", why: ["json"] },
        { target: "/%1b%5b31m", why: ["json"] },
        { target: "/%zz", why: ["json", "target"] },
      ],
    },
  ],
};
