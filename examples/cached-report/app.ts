import { app, t } from "bunsen";

const Sale = t.Object({ region: t.String({ pattern: "^[a-z]{2}$" }), amount: t.Number({ minimum: 0 }) });
const Report = t.Object({ region: t.String(), total: t.Number(), computed: t.Integer() });
const Region = t.Object({ region: Sale.properties.region });

const sales = [
  { region: "de", amount: 40 },
  { region: "fr", amount: 2 },
];
let computed = 0;

/** Takes its time: what is kept is what nobody waits for again. */
async function report(region: string) {
  computed += 1;
  await Bun.sleep(50);
  const own = sales.filter((sale) => sale.region === region);
  return { region, total: own.reduce((sum, { amount }) => sum + amount, 0), computed };
}

export default app()
  .get(
    "/reports/:region",
    {
      params: Region,
      response: Report,
      // Fresh for a minute; then sent once more while a new one is made. Who asks at once waits for one computation.
      cache: {
        ttlSeconds: 60,
        staleWhileRevalidateSeconds: 600,
        tags: ({ params }) => [`sales:${params.region}`],
      },
    },
    ({ params }) => report(params.region),
  )
  .post(
    "/sales",
    // What depends on this sale is made anew, and nothing else.
    { body: Sale, invalidates: ({ body }) => [`sales:${(body as { region: string }).region}`] },
    ({ body, reply }) => {
      sales.push(body);
      return reply(201, body);
    },
  );
