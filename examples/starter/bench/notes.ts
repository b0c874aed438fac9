import { measure, report } from "bunsen/bench";
import { createApp } from "../src/app.ts";

/** What requests cost, asked in this process: for comparing two states of the app, not two machines. */
const notes = createApp(() => {});
const post: RequestInit = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: '{"text":"Light the burner."}',
};

/** @throws {Error} where the answer is an error: it would be measured as well */
async function ask(path: string, init?: RequestInit): Promise<string> {
  const response = await notes.request(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  return response.text();
}

await measure("GET /health", () => ask("/health"), { baseline: true });
await measure("POST /notes", () => ask("/notes", post));
await measure("GET /notes/1", () => ask("/notes/1"));
report();
