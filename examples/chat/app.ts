import { app, sse, t } from "bunsen";
import { Feed } from "./feed.ts";
import page from "./index.html";
import { Room, Said, Told, Who } from "./schemas.ts";

const feed = new Feed();

const chat = app()
  .get("/", page)
  .ws(
    "/rooms/:room",
    { params: Room, query: Who, message: Said, send: Told },
    {
      open: (socket) => socket.subscribe(socket.data.params.room),
      message(socket, { text }) {
        const { params, query } = socket.data;
        tell(params.room, query.name, text);
      },
    },
  )
  .post("/rooms/:room", { params: Room, query: Who, body: Said }, ({ params, query, body, reply }) => {
    tell(params.room, query.name, body.text);
    return reply(204);
  })
  .get(
    "/rooms/:room/events",
    { params: Room, events: t.Object({ from: t.String(), text: t.String() }) },
    sse(async function* ({ params, lastEventId = "0", signal }) {
      for await (const { id, from, text } of feed.after(params.room, lastEventId, signal))
        yield { id, data: { from, text } };
    }),
  );

/** Tells all in a room, by whichever way they listen. */
function tell(room: string, from: string, text: string): void {
  chat.publish("/rooms/:room", room, feed.add(room, from, text));
}

export default chat;
