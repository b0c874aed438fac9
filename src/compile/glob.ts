import { type PatternProblem, type Segment, parsePathPattern } from "../http/path-pattern.ts";
import { coverOf } from "./ambiguity.ts";

/** What a fast path or a skip condition speaks of. */
export interface Scope {
  /** Undefined for every path. */
  readonly path?: string | undefined;
  /** Undefined for every method. */
  readonly methods?: readonly string[] | undefined;
}

/** How much of a route a scope covers. `part` says which, in words. */
export type Cover = "all" | "none" | { readonly part: string };

/** Reads a glob: a path pattern whose `*` is one segment, or, at the end, all that follow. */
export function parseGlob(glob: string): readonly Segment[] | PatternProblem {
  const texts = glob.split("/");
  const pattern = texts.map((text, index) =>
    text === "*" && index < texts.length - 1 ? `:segment_${index}` : text,
  );
  return parsePathPattern(pattern.join("/"));
}

/** How much of a route's requests a scope covers. @param segments of the route's path */
export function scopeCover(
  { path, methods }: Scope,
  segments: readonly Segment[],
  routeMethods: readonly string[],
): Cover {
  const glob = path === undefined ? undefined : parseGlob(path);
  if (glob !== undefined && "problem" in glob) return "none";
  const pathCover = glob === undefined ? "all" : coverOf(segments, glob);
  if (pathCover === "none") return "none";
  const covered = routeMethods.filter((method) => methods === undefined || methods.includes(method));
  if (covered.length === 0) return "none";
  if (pathCover !== "all") return pathCover;
  return covered.length === routeMethods.length ? "all" : { part: covered.join(", ") };
}
