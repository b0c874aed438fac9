import { type App, app, t } from "../../src/bunsen.ts";
import { work } from "./work.ts";

const { THREADS = "0" } = process.env;
const threads = Number(THREADS);

const bytes = { body: t.Uint8Array(), bodyType: "bytes", bodyLimitBytes: 10_000_000 } as const;

/** The app that is measured: its work is done inline, or by as many threads as THREADS says. */
const measured: App = app({
  workers: { pools: { default: { minThreads: Math.max(1, threads), maxThreads: Math.max(1, threads) } } },
})
  .get("/ping", () => "pong")
  .get(
    "/work",
    { query: t.Object({ rounds: t.Integer() }), worker: threads > 0 },
    ({ query }) => `${work(query.rounds)}`,
  )
  .post("/bytes/inline", { ...bytes, worker: false }, ({ body }) => body)
  .post("/bytes/worker", { ...bytes, worker: true }, ({ body }) => body);

export default measured;
