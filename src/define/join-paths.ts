/** A prefix and a path: `/api` + `/users` → `/api/users`; `/api` + `/` → `/api`. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === "" || prefix === "/") return path;
  return path === "/" ? prefix : `${prefix.replace(/\/$/, "")}${path}`;
}
