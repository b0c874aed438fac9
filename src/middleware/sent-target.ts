/** Path and query of a URL as they were sent, the query without its `?`. Bun makes a relative URL of a Host that is none. */
export function sentTarget(url: string): { readonly path: string; readonly query: string } {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("://") + 3);
  const target = start === -1 ? "/" : url.slice(start);
  const mark = target.indexOf("?");
  if (mark === -1) return { path: target, query: "" };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
