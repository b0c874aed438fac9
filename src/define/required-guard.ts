import type { Middleware } from "./middleware.ts";

/** By its name in the registry, so that the planner of another copy of Bunsen knows it too. */
const mark = Symbol.for("bunsen.requiresGuard");

/** Marks a handler that tells what is not for everyone: its route is a build error where no guard asks who it is. */
export function requiringGuard<Handler extends (context: never) => unknown>(handler: Handler): Handler {
  return Object.assign(handler, { [mark]: true });
}

/** Whether a middleware lets in only those it knows. */
export function asksWho(one: Pick<Middleware, "guards" | "phase" | "asksWho">): boolean {
  const { phase = "transform", guards = phase === "admit" } = one;
  return guards && (one.asksWho ?? !["observe", "protect"].includes(phase));
}

export const requiresGuard = (answer: unknown): boolean => typeof answer === "function" && mark in answer;
