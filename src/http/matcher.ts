import type { PathCache } from "./path-cache.ts";

/** What a path matched: the value stored for the pattern, and the text of each parameter as it was sent. */
export interface Match<T> {
  readonly value: T;
  readonly parameters: readonly string[];
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  parameter: Node<T> | undefined;
  end: { readonly value: T } | undefined;
  wildcard: { readonly value: T } | undefined;
}

/**
 * Matches a path as Bun's `routes` does: static text before a parameter before a wildcard, decided segment by segment
 * from the left, going back where a branch ends without a route. A property test holds it against Bun's own table.
 */
export class Matcher<T> {
  readonly #root: Node<T> = createNode();
  /** What paths matched, none included. */
  readonly #known: PathCache | undefined;

  /** @param known remembers what paths matched. Default: nothing does */
  constructor(known?: PathCache) {
    this.#known = known;
  }

  /** Adds an encoded pattern: `/a/:b/*`. A later value for the same shape replaces the earlier one. */
  add(pattern: string, value: T): void {
    let node = this.#root;
    for (const segment of pattern.slice(1).split("/")) {
      if (segment === "*") {
        node.wildcard = { value };
        return;
      }
      node = segment.startsWith(":") ? (node.parameter ??= createNode()) : childOf(node, segment);
    }
    node.end = { value };
  }

  /** The route of an encoded path, or undefined. Segments are compared as they stand, nothing is decoded. */
  match(path: string): Match<T> | undefined {
    if (!path.startsWith("/")) return undefined;
    const known = this.#known?.get(path) as Match<T> | typeof none | undefined;
    if (known !== undefined) return known === none ? undefined : known;
    const found = find(this.#root, path.slice(1).split("/"), 0, []);
    this.#known?.set(path, found ?? none);
    return found;
  }
}

/** That a path matches nothing. */
const none: unique symbol = Symbol("none");

function find<T>(
  node: Node<T>,
  segments: readonly string[],
  index: number,
  parameters: readonly string[],
): Match<T> | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.end && { value: node.end.value, parameters };
  const child = node.children.get(segment);
  const found = child && find(child, segments, index + 1, parameters);
  if (found) return found;
  if (node.parameter && segment !== "") {
    const throughParameter = find(node.parameter, segments, index + 1, [...parameters, segment]);
    if (throughParameter) return throughParameter;
  }
  if (!node.wildcard) return undefined;
  return { value: node.wildcard.value, parameters: [...parameters, segments.slice(index).join("/")] };
}

function createNode<T>(): Node<T> {
  return { children: new Map(), parameter: undefined, end: undefined, wildcard: undefined };
}

function childOf<T>(node: Node<T>, segment: string): Node<T> {
  const existing = node.children.get(segment);
  if (existing) return existing;
  const created: Node<T> = createNode();
  node.children.set(segment, created);
  return created;
}
