import { app, sse, t } from "bunsen";

const Tick = t.Object({ count: t.Integer(), time: t.Date() });

const page = `<!doctype html>
<title>A clock</title>
<output></output>
<script>
  new EventSource("/clock").onmessage = ({ data }) => {
    document.querySelector("output").textContent = JSON.parse(data).time;
  };
</script>`;

export default app()
  .get("/", () => new Response(page, { headers: { "content-type": "text/html;charset=utf-8" } }))
  .get(
    "/clock",
    {
      query: t.Object({ everyMs: t.Integer({ minimum: 10, maximum: 60_000, default: 1000 }) }),
      events: Tick,
    },
    sse(async function* ({ query, lastEventId, signal }) {
      // A client that connects again says what it saw last: it goes on from there.
      let count = Number.parseInt(lastEventId ?? "", 10) || 0;
      // Aborts when the client goes away, and when the server stops.
      while (!signal.aborted) {
        count += 1;
        yield { id: String(count), data: { count, time: new Date() } };
        await Bun.sleep(query.everyMs);
      }
    }),
  );
