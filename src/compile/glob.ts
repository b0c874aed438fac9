import { type PatternProblem, type Segment, parsePathPattern } from "../http/path-pattern.ts";
import { type SharedPaths, coverOf } from "./ambiguity.ts";

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

/** How much of a route's requests a scope covers. What more special routes answer is none of the route's. */
export function scopeCover({ path, methods }: Scope, subject: Covered): Cover {
  const glob = path === undefined ? undefined : parseGlob(path);
  if (glob !== undefined && "problem" in glob) return "none";
  const pathCover = glob === undefined ? "all" : coverOf(subject.segments, glob);
  if (pathCover === "none") return "none";
  const covered = subject.methods.filter((method) => methods === undefined || methods.includes(method));
  if (covered.length === 0) return "none";
  if (pathCover !== "all") return isAnsweredByOthers(pathCover, covered, subject) ? "none" : pathCover;
  return covered.length === subject.methods.length ? "all" : { part: covered.join(", ") };
}

/** What a scope is held against: a route. */
export interface Covered {
  readonly segments: readonly Segment[];
  readonly methods: readonly string[];
  /** The routes whose paths lie within this one's. Asked for where a scope covers a part. */
  rivals(): readonly { readonly segments: readonly Segment[]; readonly methods: readonly string[] }[];
}

const isAnsweredByOthers = (
  { segments }: SharedPaths,
  methods: readonly string[],
  { rivals }: Covered,
): boolean => {
  const others = rivals().filter((rival) => coverOf(segments, rival.segments) === "all");
  return methods.every((method) => others.some((rival) => rival.methods.includes(method)));
};
