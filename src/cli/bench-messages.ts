import type { FirstAnswer } from "../exercise/first-answer.ts";
import type { InProcessRun } from "../exercise/in-process-load.ts";
import type { PlainRequest } from "../exercise/plain-request.ts";

/** What the command asks of the process that has the app: one thing at a time. */
export type BenchQuestion =
  | { readonly kind: "ask"; readonly request: PlainRequest }
  | { readonly kind: "run"; readonly request: PlainRequest; readonly seconds: number }
  | { readonly kind: "cpu" };

/** What it tells: the port on which it serves, then an answer for each question. */
export type BenchAnswer =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "asked"; readonly answer: FirstAnswer }
  | { readonly kind: "ran"; readonly run: InProcessRun }
  | { readonly kind: "used"; readonly cpuMicroseconds: number };
