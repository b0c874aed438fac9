import { startTestServer } from "bunsen/testing";
import { createApp } from "../src/app.ts";

/** Requests per second of one route, asked by this process: for comparing two states of the app, not two machines. */
const seconds = Number(process.argv[2] ?? 3);
const inFlight = 32;

await using server = await startTestServer(createApp(() => {}));
await server.fetch("/notes", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: '{"text":"Light the burner."}',
});

let answered = 0;
const end = performance.now() + seconds * 1000;
const ask = async (): Promise<void> => {
  while (performance.now() < end) {
    const response = await server.fetch("/notes/1");
    if (response.status !== 200) throw new Error(`GET /notes/1 answered ${response.status}.`);
    await response.arrayBuffer();
    answered++;
  }
};
await Promise.all(Array.from({ length: inFlight }, ask));
console.log(`GET /notes/1: ${Math.round(answered / seconds)} requests per second`);
