/**
 * A server whose clients talk about topics, for tests with several processes. Arguments: the URL of a Redis. Writes its own
 * URL, and a line for each gap.
 */
import { app } from "../../src/bunsen.ts";
import { redisPubSub } from "../../src/stores.ts";

const [url = ""] = process.argv.slice(2);

const talk = app({
  limits: { sockets: { messagesPerSecond: 1_000_000, waitingMessages: 1_000_000 } },
  sockets: {
    pubsub: redisPubSub(url, { onGap: (gap) => console.log(JSON.stringify(gap)), log: () => {} }),
  },
}).ws("/topics/:name", {
  open(socket) {
    socket.subscribe(socket.data.params.name);
    socket.send("ready");
  },
  message: (socket, message) => socket.publish(socket.data.params.name, message),
});

const server = await talk.listen({ port: 0, hostname: "127.0.0.1" });
console.log(server.url.href);
