import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Conversation, type Message } from "../../examples/chat/conversation.ts";
import { type ServerProcess, startServer } from "../cli/support/processes.ts";
import { root } from "../support/app-forms.ts";
import { Browser, testInChromium } from "../support/browser.ts";
import { comparable, readCommands, readTranscript, replay } from "./transcript.ts";

// A browser takes its time to start, beside other tests.
setDefaultTimeout(60_000);

const readme = await Bun.file(join(root, "examples/chat/README.md")).text();
let server: ServerProcess;

beforeAll(async () => {
  const [[, ...args] = []] = readCommands(readme);
  server = await startServer([process.execPath, ...args]);
});

afterAll(() => server[Symbol.asyncDispose]());

test("the answers in the README are those of the app", async () => {
  const visits = readTranscript(readme);
  expect(visits).toBeArrayOfSize(2);
  for (const { command, answer } of visits)
    expect(comparable(await replay(command, server.url))).toBe(comparable(answer));
});

/** Somebody in a room, by what the page uses. */
class Person {
  readonly #conversation: Conversation;
  readonly #told: (Message | string)[] = [];
  #wake: () => void = () => {};

  constructor(room: string, name: string) {
    const take = (told: Message | string): void => {
      this.#told.push(told);
      this.#wake();
    };
    this.#conversation = new Conversation(server.url.href, room, name, { message: take, problem: take });
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  /** What is told next: a message without its time, or a problem. */
  async next(): Promise<unknown> {
    while (this.#told.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    const told = this.#told.shift();
    return typeof told === "object" ? { from: told.from, text: told.text } : told;
  }
}

test("people in a room hear each other, and what a POST says; in other rooms they do not", async () => {
  const [ann, bob, eve] = [new Person("tea", "Ann"), new Person("tea", "Bob"), new Person("café", "Eve")];
  await Promise.all([ann, bob, eve].map(({ conversation }) => conversation.open));
  ann.conversation.say("hello");
  expect([await ann.next(), await bob.next()]).toEqual([
    { from: "Ann", text: "hello" },
    { from: "Ann", text: "hello" },
  ]);
  await fetch(new URL("/rooms/caf%C3%A9?name=Ned", server.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "by POST" }),
  });
  expect(await eve.next()).toEqual({ from: "Ned", text: "by POST" });
  bob.conversation.say("");
  expect(await bob.next()).toBe("The request does not fit this route's schema; see errors (message).");
  for (const { conversation } of [ann, bob, eve]) conversation.leave();
  expect([await ann.next(), await bob.next(), await eve.next()]).toEqual([
    "You have left (1000).",
    "You have left (1000).",
    "You have left (1000).",
  ]);
});

test("who watches gets what was said, and goes on from there", async () => {
  const ann = new Person("watched", "Ann");
  await ann.conversation.open;
  ann.conversation.say("one");
  ann.conversation.say("two");
  expect([await ann.next(), await ann.next()]).toHaveLength(2);
  const [first, second] = await events("watched", {});
  expect([first?.data, second?.data]).toEqual(['{"from":"Ann","text":"one"}', '{"from":"Ann","text":"two"}']);
  const again = await events("watched", { "last-event-id": first?.id ?? "" });
  expect(again).toEqual(second === undefined ? [] : [second]);
  ann.conversation.leave();
});

/** The events of a room that there are, by their stream. */
async function events(
  room: string,
  headers: Record<string, string>,
): Promise<readonly { readonly id: string | undefined; readonly data: string | undefined }[]> {
  const response = await fetch(new URL(`/rooms/${room}/events`, server.url), { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes('"two"')) text += (await reader?.read())?.value ?? "";
  await reader?.cancel();
  const blocks = text.split("\n\n").filter((block) => block.includes("data: "));
  return blocks.map((block) => ({
    id: /^id: (.*)$/m.exec(block)?.[1],
    data: /^data: (.*)$/m.exec(block)?.[1],
  }));
}

/** Waits in the page until something holds. */
const until = (condition: string): string => `new Promise((resolve) => {
  const look = () => (${condition}) ? resolve(true) : setTimeout(look, 10);
  look();
})`;

const listed = (text: string): string =>
  until(`document.querySelector("#messages")?.textContent.includes(${JSON.stringify(text)})`);

const submit = (form: string, field: string, text: string): string => `{
  const form = document.querySelector("#${form}");
  form.elements.${field}.value = ${JSON.stringify(text)};
  form.requestSubmit();
}`;

testInChromium("the page watches, joins and talks, in Chromium", async () => {
  await using browser = await Browser.start();
  const [ann, bob] = [await browser.open(server.url), await browser.open(server.url)];
  await ann(submit("join", "name", "Ann"));
  await ann(until('document.querySelector("#state").textContent === "You are Ann."'));
  await ann(submit("say", "text", "<b>from Chromium</b>"));
  // Ann by the WebSocket, Bob by the events.
  await ann(listed("Ann<b>from Chromium</b>"));
  await bob(listed("Ann<b>from Chromium</b>"));
  await bob(submit("join", "name", "Bob"));
  await bob(until('document.querySelector("#state").textContent === "You are Bob."'));
  await bob(submit("say", "text", "hello Ann"));
  await ann(listed("Bobhello Ann"));
  expect(await ann("document.querySelectorAll('#messages li').length")).toBeGreaterThanOrEqual(2);
});
