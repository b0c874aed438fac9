/** One segment of a path pattern. */
export type Segment =
  | { readonly kind: "static"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "wildcard" };

/** What is wrong with a path pattern, and how to mend it. */
export interface PatternProblem {
  readonly problem: string;
  readonly fix: string;
}

/**
 * Reads a path pattern: `/products`, `/products/:id`, `/files/*`. A parameter is a whole segment, a wildcard is the
 * last one and stands for one or more segments. `/a` and `/a/` are different paths.
 */
export function parsePathPattern(path: string): readonly Segment[] | PatternProblem {
  if (!path.startsWith("/")) return problem(path, "does not start with /", `Write "/${path}".`);
  const texts = path.slice(1).split("/");
  const segments: Segment[] = [];
  for (const [index, text] of texts.entries()) {
    const isLast = index === texts.length - 1;
    const segment = parseSegment(path, text, isLast);
    if ("problem" in segment) return segment;
    if (
      segment.kind === "parameter" &&
      segments.some((s) => s.kind === "parameter" && s.name === segment.name)
    ) {
      return problem(path, `names the parameter :${segment.name} twice`, "Give each parameter its own name.");
    }
    segments.push(segment);
  }
  return segments;
}

function parseSegment(path: string, text: string, isLast: boolean): Segment | PatternProblem {
  if (text === "") {
    if (isLast) return { kind: "static", text };
    return problem(
      path,
      "has an empty segment (//)",
      "Remove one of the slashes: a request with // is refused.",
    );
  }
  if (text === "*") {
    if (isLast) return { kind: "wildcard" };
    return problem(
      path,
      "has a * that is not its last segment",
      "Use a :parameter there, or end the path with it.",
    );
  }
  if (text.startsWith(":")) return parseParameter(path, text.slice(1));
  if (text === "." || text === "..") {
    return problem(path, `has the dot segment ${text}`, "Write the path it resolves to.");
  }
  const stray = /[^\p{L}\p{N}\p{M}._~!$&',;=:@+-]/u.exec(text)?.[0];
  if (stray !== undefined) {
    return problem(
      path,
      `has ${JSON.stringify(stray)} in the segment ${JSON.stringify(text)}`,
      "A segment is plain text, a whole :parameter or a final *. Write text decoded (é, not %C3%A9); optional and " +
        "pattern parameters are two routes or a schema.",
    );
  }
  return { kind: "static", text };
}

function parseParameter(path: string, name: string): Segment | PatternProblem {
  if (/^[A-Za-z_]\w*$/.test(name) && name !== "__proto__") return { kind: "parameter", name };
  return problem(
    path,
    `has the parameter :${name}, whose name is not an identifier`,
    "Use letters, digits and _ for the whole segment; say what it may hold with a params schema.",
  );
}

const problem = (path: string, what: string, fix: string): PatternProblem => ({
  problem: `The path pattern ${JSON.stringify(path)} ${what}.`,
  fix,
});

/** The parameter names of a pattern in order. A wildcard is the parameter `*`. */
export function parameterNames(segments: readonly Segment[]): readonly string[] {
  return segments.flatMap((s) => (s.kind === "parameter" ? [s.name] : s.kind === "wildcard" ? ["*"] : []));
}

/** A pattern as a request target spells it: what Bun's own table compares targets with, byte for byte. */
export function encodePattern(segments: readonly Segment[]): string {
  return `/${segments.map(encodeSegment).join("/")}`;
}

const encodeSegment = (segment: Segment): string => {
  if (segment.kind === "static") return encodeURI(segment.text);
  return segment.kind === "parameter" ? `:${segment.name}` : "*";
};
