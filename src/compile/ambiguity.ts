import type { Segment } from "../http/path-pattern.ts";

/** A pattern among those that one method answers. */
export interface Routed<T> {
  readonly segments: readonly Segment[];
  readonly route: T;
}

/** Two routes that match a common path, which neither of them is made for. */
export interface Ambiguity<T> {
  readonly first: T;
  readonly second: T;
  /** A pattern of the paths they share. A route with this pattern settles it. */
  readonly shared: string;
}

/** The text of a pattern without its parameters' names: routes of one shape answer the same paths. */
export function shapeOf(segments: readonly Segment[]): string {
  return `/${segments.map((s) => (s.kind === "static" ? s.text : s.kind === "parameter" ? ":" : "*")).join("/")}`;
}

/** Pairs that overlap, neither within the other, with no route for just what they share. */
export function findAmbiguities<T>(routed: readonly Routed<T>[]): Ambiguity<T>[] {
  const shapes = new Set(routed.map(({ segments }) => shapeOf(segments)));
  const found: Ambiguity<T>[] = [];
  // Patterns without a parameter or wildcard overlap only with those that have one, and lie within them.
  const open = routed.filter(({ segments }) => segments.some((s) => s.kind !== "static"));
  for (const [index, first] of open.entries()) {
    for (const second of open.slice(index + 1)) {
      const shared = intersect(first.segments, second.segments);
      if (shared === undefined) continue;
      const shape = shapeOf(shared);
      if (shape === shapeOf(first.segments) || shape === shapeOf(second.segments) || shapes.has(shape))
        continue;
      found.push({ first: first.route, second: second.route, shared: readable(shared) });
    }
  }
  return found;
}

/** Whether every path of the inner pattern is one of the outer's, and not the other way round. */
export function isWithin(inner: readonly Segment[], outer: readonly Segment[]): boolean {
  const shared = intersect(inner, outer);
  if (shared === undefined) return false;
  const shape = shapeOf(inner);
  return shapeOf(shared) === shape && shape !== shapeOf(outer);
}

/** The paths that two patterns share, as a pattern. `part` is its text. */
export interface SharedPaths {
  readonly part: string;
  readonly segments: readonly Segment[];
}

/** How much of what one pattern matches another does: all of it, a part, or nothing. */
export function coverOf(inner: readonly Segment[], outer: readonly Segment[]): "all" | "none" | SharedPaths {
  const segments = intersect(inner, outer);
  if (segments === undefined) return "none";
  return shapeOf(segments) === shapeOf(inner) ? "all" : { part: readable(segments), segments };
}

/** The paths that both patterns match, as a pattern; undefined where there are none. */
function intersect(a: readonly Segment[], b: readonly Segment[]): readonly Segment[] | undefined {
  if (haveOtherTexts(a, b)) return undefined;
  const shared: Segment[] = [];
  for (let index = 0; ; index++) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined || right === undefined) return left === right ? shared : undefined;
    if (left.kind === "wildcard") return [...shared, ...b.slice(index)];
    if (right.kind === "wildcard") return [...shared, ...a.slice(index)];
    const segment = intersectSegments(left, right);
    if (segment === undefined) return undefined;
    shared.push(segment);
  }
}

/** Whether some text differs, as in nearly all of an app's pairs: told without making anything. */
function haveOtherTexts(a: readonly Segment[], b: readonly Segment[]): boolean {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const [left, right] = [a[index], b[index]];
    if (left?.kind === "wildcard" || right?.kind === "wildcard") return false;
    if (left?.kind === "static" && right?.kind === "static" && left.text !== right.text) return true;
  }
  return false;
}

function intersectSegments(a: Segment, b: Segment): Segment | undefined {
  if (a.kind !== "static") return b.kind === "static" && b.text === "" ? undefined : b;
  if (b.kind !== "static") return a.text === "" ? undefined : a;
  return a.text === b.text ? a : undefined;
}

const readable = (segments: readonly Segment[]): string =>
  `/${segments.map((s) => (s.kind === "static" ? s.text : s.kind === "parameter" ? `:${s.name}` : "*")).join("/")}`;
