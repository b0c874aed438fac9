import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { Diagnostic } from "../define/diagnostic.ts";

/** Reports a handler that can only give a stream where an option needs a whole value. */
export function checkStreamed(route: RouteDefinition, report: (diagnostic: Diagnostic) => void): void {
  if (!isAsyncGenerator(route.answer)) return;
  const { response, events, cache, worker } = route.options;
  const refuse = (has: string, fix: string): void => {
    const problem = `${keyOf(route)} has ${has}, and its handler is an async generator: it gives no whole value.`;
    report({ code: "invalid_option", source: route.source, problem, fix });
  };
  if (response !== undefined)
    refuse(
      "a response schema",
      "Remove response; for events with a schema, write { events: t.Object({ … }) } and sse(handler).",
    );
  if (events !== undefined) refuse("a schema of events", "Write sse(async function* (c) { … }).");
  if (worker) refuse("a worker", "Remove worker, and have the work of each item done by a task.");
  if (cache !== undefined) refuse("a cache", "Remove cache, or collect what is sent, and return it.");
}

/** By what the language says of a function; its text is not looked at. */
const isAsyncGenerator = (answer: unknown): boolean =>
  typeof answer === "function" &&
  Object.prototype.toString.call(answer) === "[object AsyncGeneratorFunction]";
