import { extname, join } from "node:path";
import type { RouteFunction, RouteTable } from "../runtime/route-table.ts";
import { isAdmitted } from "./admission.ts";
import type { InspectedApp } from "./inspected-app.ts";
import type { InspectorState } from "./inspector-state.ts";

/** Where the inspector is. */
export const inspectorPath = "/_bunsen";

const page = join(import.meta.dir, "page");

/** Its files. */
const files = [
  "index.html",
  "theme.css",
  "top.css",
  "cards.css",
  "tables.css",
  "route.css",
  "errors.css",
  "layout.css",
  "inspector.js",
  "elements.js",
  "figures.js",
  "panels.js",
  "route-list.js",
  "route-view.js",
  "source.js",
] as const;

const placeOf = (file: string): string =>
  file === "index.html" ? inspectorPath : `${inspectorPath}/${file}`;

/** What it tells, by what follows its path. */
const data = ["/app.json", "/state.json", "/source"] as const;

/** Everything that it answers. */
export const inspectorPaths: readonly string[] = [
  ...files.map(placeOf),
  ...data.map((rest) => `${inspectorPath}${rest}`),
];

/** The page loads its own files, and nothing it shows can become markup or code. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const headersOf = (type: string): Record<string, string> => ({
  "content-type": `${type};charset=utf-8`,
  "cache-control": "no-store",
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
});

/**
 * The routes of its pages.
 *
 * @param refuse answers who may not see them: as if they were not there
 */
export function createPages(
  app: InspectedApp,
  state: () => InspectorState,
  refuse: RouteFunction,
): RouteTable["routes"] {
  const admitted =
    (answer: (request: Request) => Response | undefined): RouteFunction =>
    (request, server) => {
      const isSeen = isAdmitted(request, server?.requestIP(request)?.address);
      return (isSeen ? answer(request) : undefined) ?? refuse(request, server);
    };
  const told: Readonly<Record<(typeof data)[number], (request: Request) => Response | undefined>> = {
    "/app.json": () => sendJson({ file: app.file, routes: app.routes }),
    "/state.json": () => sendJson(state()),
    "/source": ({ url }) => sendSource(app.source(new URL(url).searchParams.get("route") ?? "")),
  };
  const routes = [
    ...files.map((file) => [placeOf(file), { GET: admitted(() => sendFile(file)) }]),
    ...Object.entries(told).map(([rest, answer]) => [`${inspectorPath}${rest}`, { GET: admitted(answer) }]),
  ];
  return Object.fromEntries(routes) as RouteTable["routes"];
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
};

const sendFile = (file: string): Response =>
  new Response(Bun.file(join(page, file)), { headers: headersOf(types[extname(file)] ?? "") });

const sendJson = (value: object): Response =>
  new Response(JSON.stringify(value), { headers: headersOf("application/json") });

const sendSource = (source: string | undefined): Response | undefined =>
  source === undefined ? undefined : new Response(source, { headers: headersOf("text/plain") });
