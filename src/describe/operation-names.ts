import { parsePathPattern } from "../http/path-pattern.ts";

/** What an operation is called: `getProductsById` for `GET /products/:id`. */
export function operationName(method: string, path: string): string {
  const segments = parsePathPattern(path);
  const words = "problem" in segments ? [] : path.split("/").filter(Boolean).map(wordOf);
  return `${method.toLowerCase()}${words.join("") || "Root"}`;
}

function wordOf(segment: string): string {
  if (segment === "*") return "ByPath";
  return segment.startsWith(":") ? `By${pascal(segment.slice(1))}` : pascal(segment);
}

/** What the type of an operation is called. Ids differ by more than the case of their letters, and so do these. */
export const typeNameOf = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

/** `sales-report` → `SalesReport`. */
const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
