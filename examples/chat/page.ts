/// <reference lib="dom" />
import { Conversation, type Message } from "./conversation.ts";

const room = "tea";

function find<Element extends HTMLElement>(id: string): Element {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`The page has no #${id}.`);
  return found as Element;
}

function show({ from, text }: Message): void {
  const [line, who] = [document.createElement("li"), document.createElement("b")];
  who.textContent = from;
  line.append(who, text);
  find("messages").append(line);
}

const tellState = (text: string): void => void (find("state").textContent = text);

// Whoever has not joined watches the events of the room.
const events = new EventSource(`/rooms/${room}/events`);
events.addEventListener("message", ({ data }: MessageEvent<string>) => show(JSON.parse(data) as Message));

const [join, say] = [find<HTMLFormElement>("join"), find<HTMLFormElement>("say")];

const textOf = (form: HTMLFormElement, field: string): string => String(new FormData(form).get(field) ?? "");

join.addEventListener("submit", (event) => {
  event.preventDefault();
  events.close();
  const name = textOf(join, "name");
  const conversation = new Conversation(location.href, room, name, { message: show, problem: tellState });
  say.addEventListener("submit", (said) => {
    said.preventDefault();
    conversation.say(textOf(say, "text"));
    say.reset();
  });
  void conversation.open.then(() => {
    tellState(`You are ${name}.`);
    join.hidden = true;
    say.hidden = false;
  });
});
