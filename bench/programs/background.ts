const sections = [
  "accounts",
  "articles",
  "billing",
  "catalog",
  "checkout",
  "comments",
  "dashboard",
  "events",
  "files",
  "groups",
  "invoices",
  "messages",
  "news",
  "orders",
  "products",
  "reports",
  "sessions",
  "tasks",
  "teams",
  "visits",
];

const paths = [
  ...sections.map((section) => `/${section}/recent`),
  "/users/:id/profile",
  "/users/:id/settings",
  "/users/:id/letters",
  "/users/:id/pictures",
  "/users/:id/letters/:letter",
  "/users/:id/letters/:letter/answers",
  "/users/:id/letters/:letter/parts",
  "/users/:id/letters/:letter/parts/:part",
];

/**
 * 112 paths in the shape of those that bun-http-framework-benchmark has beside what it asks for: 28, plain, by version, by
 * language, and by both. Each answers GET, and POST on `/submit` below it. There, a language comes without the `/in`, so
 * that some paths match two patterns of which neither is the more special one: Bunsen refuses that.
 */
export const backgroundPaths: readonly string[] = ["", "/in/:locale", "/v2", "/v2/in/:locale"].flatMap(
  (prefix) => paths.map((path) => prefix + path),
);
