/** By hand: as many routes, and functions before a handler, as the environment says. Prints its port. */
import { last, pathsOf, shape, stepsOf } from "../shape.ts";

type Read = Record<string, string>;

const steps = stepsOf(shape.middleware).map((name) => (request: Request, read: Read): void => {
  read[name] = request.headers.get("x-step") ?? "";
});

const items = pathsOf(shape.routes).map((path) => [
  path,
  { GET: ({ params }: Bun.BunRequest<"/items/:id">) => Response.json({ id: params.id }) },
]);

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: {
    ...Object.fromEntries(items),
    "/steps": {
      GET(request) {
        const read: Read = {};
        for (const step of steps) step(request, read);
        return Response.json({ last: read[last] ?? "" });
      },
    },
    "/echo": {
      async POST(request) {
        const body: unknown = await request.json();
        return isMessage(body) ? Response.json({ text: body.text }) : new Response("", { status: 422 });
      },
    },
  },
  fetch: () => new Response("Not found", { status: 404 }),
});
console.log(server.port);

function isMessage(body: unknown): body is { readonly text: string } {
  return typeof body === "object" && body !== null && "text" in body && typeof body.text === "string";
}
