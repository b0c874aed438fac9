/** One hostile request line, and what must come of it. */
export interface HostileEntry {
  readonly method: string;
  /** As it stands on the request line. */
  readonly target: string;
  /** The target's bytes where they are not the UTF-8 of its text: one for each character. */
  readonly latin1?: string;
  readonly status: number;
  /** Code of the problem document; undefined where the answer is none, or has no body. */
  readonly code: string | undefined;
  /**
   * Status of the bare answer with which Bun's own parser refuses the line, 0 where it closes the connection. `status`
   * and `code` are then the answer in-process.
   */
  readonly parser?: number;
}

const outcomes = {
  ok: { status: 200, code: undefined },
  empty: { status: 204, code: undefined },
  ambiguous: { status: 400, code: "ambiguous_target" },
  malformed: { status: 400, code: "malformed_target" },
  guarded: { status: 401, code: "unauthorized" },
  missing: { status: 404, code: "not_found" },
  otherMethod: { status: 405, code: "method_not_allowed" },
  unfit: { status: 422, code: "validation_failed" },
  unknownMethod: { status: 501, code: "method_not_implemented" },
} as const;

type Outcome = keyof typeof outcomes;

/** Entries of one method from a list of targets, which white space separates. */
const entries = (outcome: Outcome, targets: string, method = "GET"): HostileEntry[] =>
  targets
    .trim()
    .split(/\s+/)
    .map((target) => ({ method, target, ...outcomes[outcome] }));

const single = (outcome: Outcome, target: string, more: Partial<HostileEntry> = {}): HostileEntry => ({
  method: "GET",
  target,
  ...outcomes[outcome],
  ...more,
});

/** Entries of one target from a list of methods. */
const methods = (outcome: Outcome, target: string, names: string): HostileEntry[] =>
  names.split(" ").flatMap((method) => entries(outcome, target, method));

const canonical = [
  ...entries("ok", "/ /health /health-json /caf%C3%A9 /caf%C3%A9/tea /users /users/me /users/7 /docs/"),
  ...entries("ok", "/shops/1/items/2 /shops/1/items/new /files/a /files/a/b/c /files/ /files/a/ /any /any/x"),
  ...entries("guarded", "/admin /admin/users /admin/files/a/b /files/private/a"),
  ...entries("missing", "/nope /Health /HEALTH /USERS/7 /admi /admins /adminx/users /healthy /healt"),
];

const dotSegments = [
  ...entries("ambiguous", "/. /./ /.. /../ /%2e /%2E /%2e%2e /.%2e /%2e. /%2E%2E/ /../../.. /x/.. /x/../"),
  ...entries("ambiguous", "/./health /../health /x/../health /%2e/health /x/%2e%2e/health /health/../health"),
  ...entries(
    "ambiguous",
    "/users/. /users/.. /users/%2e /users/%2e%2e /users/.%2E /users/../users/7 /users/./7",
  ),
  ...entries(
    "ambiguous",
    "/users/7/../me /users/7/%2e%2e/me /docs/. /docs/%2e /docs/x/.. /any/. /any/.. /any/./x",
  ),
  ...entries("ambiguous", "/files/.. /files/../admin /files/%2e%2e/admin /files/.%2E/admin/users"),
  ...entries(
    "ambiguous",
    "/files/a/../../admin /files/%2e%2e/%2e%2e/users /files/../users/7 /files/../../health",
  ),
  ...entries("ambiguous", "/shops/./items/2 /shops/../items/2 /shops/1/items/.. /shops/1/./items/2"),
  ...entries("ambiguous", "/shops/1/items/../items/2 /shops/1/items/%2e /admin/../health /admin/../users/7"),
  ...entries("ambiguous", "/admin/. /admin/.. /admin/%2e%2e /admin/files/../../health /admin/files/%2e%2e/x"),
  ...entries(
    "missing",
    "/health/. /users/7/. /users/7/.. /users/7/x/.. /x/./y /etc/../passwd /x/../../etc/passwd",
  ),
  ...entries("missing", "/%252e/health /x/%252e%252e/health /%252e%252e"),
  // Both readings lie within the wildcard, and the handler sees the canonical one.
  ...entries("ok", "/files/. /files/a/. /files/a/.. /files/a/../b /files/./a /files/%2e/a /files/../files/a"),
  // What stands behind another guard is not within the wildcard, whatever leads there.
  ...entries("ambiguous", "/files/x/../private/a /files/./private/a /files/x/%2e%2e/private/a"),
  ...entries("ambiguous", "/files/private/../a /files/private/%2e%2e/%2e%2e/health"),
  ...entries("ok", "/users/... /users/.... /users/.a /users/a. /users/..a /users/a.. /files/.../a"),
];

const encodedSeparators = [
  ...entries(
    "malformed",
    "/%2f /%2F /%2Fhealth /users%2f7 /users%2F7 /users/a%2fb /users/a%2Fb /files/a%2Fb",
  ),
  ...entries("malformed", "/files/..%2fadmin /files/%2e%2e%2fadmin /files/private%2fa /admin%2fusers"),
  ...entries("malformed", "/shops/1%2Fitems/2 /shops/1%2fitems%2f2 /any/%2f /any%2fx /docs%2f /health%2f"),
  ...entries(
    "malformed",
    "/%5c /users/a%5cb /users/a%5Cb /files/..%5cadmin /files/%2e%2e%5cadmin /files%5ca",
  ),
  ...entries("malformed", "/users/%00 /users/a%00b /files/a%00.txt /%00 /health%00 /admin%00 /any/%00"),
  ...entries("malformed", "/admin/a%2fb /admin/a%5cb /admin/%00 /admin/files/..%2f..%2fhealth"),
];

const badEscapes = [
  ...entries(
    "malformed",
    "/users/%zz /users/% /users/a% /users/%1 /users/%g1 /users/%u0041 /users/%-1 /users/%%",
  ),
  ...entries(
    "malformed",
    "/%zz /health% /files/% /files/a/%zz /shops/%zz/items/1 /shops/1/items/%zz /any/%zz",
  ),
  ...entries(
    "malformed",
    "/users/%C3 /users/%80 /users/%ff /users/%C3%28 /users/%E2%82 /%C3 /caf%C3 /users/a%C3b",
  ),
  ...entries(
    "malformed",
    "/users/%C0%AF /users/%c0%ae%c0%ae /users/%e0%80%af /users/%F0%80%80%AF /%c0%afadmin",
  ),
  ...entries(
    "malformed",
    "/files/%c0%ae%c0%ae/admin /users/%ED%A0%80 /users/%F4%90%80%80 /users/%FE /users/%F8",
  ),
  ...entries("malformed", "/admin/%zz /admin/%C3 /admin/files/%c0%ae"),
];

const goodEscapes = [
  ...entries(
    "ok",
    "/users/%25 /users/%252e%252e /users/%252f /users/%255c /users/%2500 /users/%25zz /users/%25C3",
  ),
  ...entries("ok", "/files/%252e%252e/admin /files/..%252fadmin /files/%2570rivate/a /any/%252f"),
  ...entries(
    "ok",
    "/users/%3f /users/%23 /users/%20 /users/%09 /users/%0d%0a /users/%7f /users/%61 /users/%3b",
  ),
  ...entries(
    "ok",
    "/users/%E2%80%A8 /users/%F0%9F%98%80 /users/%EF%BB%BF /users/%C3%A9 /users/%c3%a9 /users/%2a",
  ),
  ...entries(
    "ambiguous",
    "/%68ealth /%75sers /%61dmin /%61dmin/users /%66iles/a /shops/1/%69tems/2 /%61ny /%61ny/x",
  ),
  ...entries(
    "ambiguous",
    "/caf%c3%a9 /caf%c3%A9 /c%61f%C3%A9 /%63af%C3%A9/tea /caf%C3%A9/t%65a /users/%37/../me",
  ),
  // Another route stands at what these decode to.
  ...entries(
    "ambiguous",
    "/users/%6de /users/m%65 /users/%6D%65 /shops/1/items/%6eew /shops/%31/items/n%65w",
  ),
  ...entries("ambiguous", "/files/%70rivate/a /files/privat%65/a /files/private%2e/../private/a"),
  ...entries(
    "ok",
    "/shops/new/items/1 /shops/items/items/items /shops/%6eew/items/1 /users/Me /users/m%2565",
  ),
  ...entries("guarded", "/admin/%75sers /admin/files/%61"),
  ...entries("ambiguous", "/admin/%66iles/a"),
  ...entries("missing", "/%2568ealth /%2561dmin /caf%25C3%25A9 /cafe%CC%81 /%41dmin /%E2%80%8Badmin"),
];

const slashes = [
  ...entries("malformed", "// /// //// //health ///health /users//7 /users/7// //users/7 /users// /health//"),
  ...entries(
    "malformed",
    "/files//a /files/a//b /files// //admin //admin/users /admin//users /docs// /any// /any//x",
  ),
  ...entries(
    "malformed",
    "/shops//items/2 /shops/1//items/2 //localhost/users //evil.example /users/http://x",
  ),
  ...entries("malformed", "/http://localhost/health /.//health //./ /x//health /files//../x//y"),
  ...entries(
    "missing",
    "/health/ /users/ /users/7/ /users/me/ /docs /any/ /any/x/ /admin/ /admin/users/ /files",
  ),
  ...entries("missing", "/shops/1/items/ /shops/1/items /shops/1/items/2/ /caf%C3%A9/"),
  ...entries("guarded", "/admin/files /admin/files/ /files/private/"),
];

const slashesResolved = [
  // A dot segment takes an empty one away: what is left has one reading, as another path.
  ...entries("ambiguous", "//../health /users//../7 /admin//../x/../users"),
  ...entries("missing", "/x//../health"),
  ...entries("ok", "/files//../admin"),
];

const backslashes = [
  ...entries("malformed", "/\\ /\\health /\\\\health /users\\\\7"),
  ...entries(
    "ambiguous",
    "/users\\7 /files\\a /admin\\users /x\\..\\health /..\\health /users\\..\\health /any\\x",
  ),
  ...entries(
    "ambiguous",
    "/users/..\\ /users/a\\b /users/a\\..\\me /files\\..\\admin /files/..\\admin /files/x\\..\\..\\admin",
  ),
  ...entries("ok", "/files/a\\b /files/a\\..\\b"),
  ...entries("ambiguous", "/admin/a\\b /admin/files/..\\x"),
  ...entries("missing", "/health\\ /users\\ /nope\\x"),
];

const fragments = [
  ...entries(
    "malformed",
    "/# /#/ /#x /health# /health#x /users# /users/7# /users/7#me /files/a#b /any#x /nope#x",
  ),
  ...entries("malformed", "/users/#/../me /files/#/../admin /admin#/users /caf%C3%A9#x /docs/#x"),
  ...entries("malformed", "/admin/users#x /admin/files/a#b"),
  // The query of a constant is not read.
  ...entries("ok", "/health?x#y /health?#"),
  ...entries("malformed", "/users?x#y /users/me?# /search?q=a#b /search?q=#"),
];

const subDelimiters = [
  ...entries(
    "missing",
    "/health;x /health;a=b /admin;x /admin;/users /;/health /health:80 /health, /health. /health~",
  ),
  ...entries(
    "ok",
    "/users/7;x /users/;x /users/a,b /users/a=b /users/a+b /users/a&b /users/@a /users/a:b /users/:id",
  ),
  ...entries(
    "ok",
    "/users/* /users/! /users/$ /users/'(x)' /users/~ /users/_ /users/- /files/* /files/;a=b/c",
  ),
  ...entries("ok", '/users/| /users/" /users/<x> /users/^ /users/` /users/{id} /users/[0]'),
  ...entries(
    "ok",
    "/users/__proto__ /users/constructor /users/toString /users/null /users/undefined /users/0",
  ),
  ...entries("missing", "/:id /* /users/:id/x /__proto__ /constructor /toString /hasOwnProperty"),
];

const queries = [
  ...entries(
    "ok",
    "/health? /health?? /health?/../admin /health?%zz /health?%00 /health?a=1&a=2 /?x /?/../admin",
  ),
  ...entries(
    "ok",
    "/users/7? /users/7?%zz /users/7?id=8 /users/7?/../me /users/7?a?b /users/7?%2f /files/a?/b",
  ),
  ...entries(
    "ok",
    "/search /search? /search?q /search?q= /search?q=a+b /search?q=%2B /search?q=%2f /search?&& /search?=",
  ),
  ...entries(
    "ok",
    "/search?%71=a /search?Q=a /search?q=a%00b /search?__proto__=1 /search?tag=a&tag=b /search?tag=a",
  ),
  ...entries(
    "ok",
    "/search?n=1 /search?n=-1 /search?other=%zz /search?q=a%26n=x /search?q=a;n=x /search?q==a",
  ),
  ...entries(
    "malformed",
    "/search?q=%zz /search?q=% /search?q=%C3 /search?q=%ff&n=1 /search?%zz=1 /search?tag=a&tag=%C0%AF",
  ),
  ...entries(
    "unfit",
    "/search?q=a&q=b /search?n=x /search?n= /search?n=1&n=2 /search?n=0x1 /search?n=1e3 /search?n=%201",
  ),
  ...entries("ambiguous", "/%68ealth?x /x/../users?y"),
  ...entries("missing", "/health/?x /nope? /%3fhealth"),
];

const absoluteForms = [
  ...entries(
    "ok",
    "http://localhost/health http://localhost/users/7 HTTP://LOCALHOST/users/7 https://localhost/health",
  ),
  ...entries(
    "ok",
    "http://evil.example/users/7 http://evil.example:99999/users/7 http://user:pw@localhost/health",
  ),
  ...entries(
    "ok",
    "http:///users/7 http://localhost:/users/7 http://[::1]/users/7 http://[::1/users/7 http://%/users/7",
  ),
  ...entries(
    "ok",
    "http://localhost http://localhost?x http://localhost?/users/7 http://localhost#x http:// https://",
  ),
  ...entries(
    "ok",
    "http://?/users/7 http://#/users/7 http://localhost/users/7?http://x http://evil\\@x/users/7",
  ),
  ...entries("ok", "http://localhost/files/http:/x http://@/health http://a@b@c/health"),
  ...entries("ambiguous", "http://localhost/x/../users/7 http://localhost/%68ealth http://localhost/."),
  ...entries(
    "malformed",
    "http://localhost//users/7 http://localhost///health http://localhost/users/%2f http:////health",
  ),
  ...entries(
    "missing",
    "http://localhost/users/ http://evil\\users/7 http://localhost/http: http://admin/x http://x/7",
  ),
  ...entries("guarded", "http://localhost/admin http://localhost/files/private/a"),
];

const refusedByParser = [
  ...["*", "health", "users/7", "", "?x", "#x", "\\health", ".", "..", "%2fhealth", "localhost/health"].map(
    (target) => single("malformed", target, { parser: 400 }),
  ),
  ...["http:", "http:/", "http:/health", "http:health", "http:\\\\localhost\\health"].map((target) =>
    single("malformed", target, { parser: 400 }),
  ),
  ...[
    "ftp://localhost/health",
    "ws://localhost/health",
    "file:///health",
    "javascript:1",
    "localhost:80",
  ].map((target) => single("malformed", target, { parser: 400 })),
  ...[
    "/users/a b",
    "/users/a\tb",
    "/users/a\0b",
    "/users/\x01",
    "/users/a\x0bb",
    "/users/\x1f",
    "/health x",
  ].map((target) => single("malformed", target, { parser: 505 })),
  single("malformed", "http://local host/health", { parser: 505 }),
  single("malformed", "*", { method: "OPTIONS", parser: 400 }),
  single("missing", `/${"a".repeat(20_000)}`, { parser: 431 }),
  single("missing", `/users/7${"/a".repeat(10_000)}`, { parser: 431 }),
];

const longTargets = [
  single("ok", `/users/${"a".repeat(12_000)}`),
  single("ok", `/users/${"%61".repeat(4_000)}`),
  single("ok", `/files${"/a".repeat(6_000)}`),
  single("missing", `/${"a".repeat(12_000)}`),
  single("missing", "/a".repeat(6_000)),
  single("ambiguous", `${"/x".repeat(2_000)}${"/..".repeat(2_000)}/health`),
  single("malformed", `${"/".repeat(12_000)}health`),
  single("malformed", `/users/${"%2f".repeat(4_000)}`),
];

const nonAscii = [
  ...entries("ambiguous", "/café /caf\u00e9/tea"),
  ...entries("ok", "/users/é /users/日本 /users/😀 /users/\u202e /files/é/日本 /any/é"),
  ...entries("missing", "/cafe\u0301 /ｈealth /health\u200b /日本 /admin\u2044users"),
  // A fullwidth solidus and its kin separate nothing.
  ...entries("ok", "/users/a\uff0fb /users/\u2024\u2024 /users/\uff0e\uff0e /files/\uff0e\uff0e/admin"),
  single("ok", "/users/\ufffd", { latin1: "/users/\xff" }),
  single("ok", "/users/\ufffd", { latin1: "/users/\xe9" }),
  single("ok", "/users/\ufffd", { latin1: "/users/\x80" }),
  single("ok", "/users/\ufffd\ufffd", { latin1: "/users/\xc0\xaf" }),
  single("missing", "/caf\ufffd", { latin1: "/caf\xe9" }),
  single("missing", "/\ufffd\ufffd\ufffd\ufffd/health", { latin1: "/\xc0\xae\xc0\xae/health" }),
];

const otherMethods = [
  ...methods(
    "otherMethod",
    "/health",
    "POST PUT PATCH DELETE PROPFIND QUERY PURGE M-SEARCH LINK SEARCH LOCK COPY",
  ),
  ...methods("otherMethod", "/users/7", "POST PUT PATCH PROPFIND QUERY REPORT MKCOL"),
  ...methods("otherMethod", "/users", "PUT DELETE QUERY"),
  ...methods("otherMethod", "/files/a/b", "POST PUT DELETE"),
  // What guards all routes of a path guards what it says of its methods.
  ...methods("guarded", "/files/private/a", "POST"),
  ...methods("guarded", "/admin", "POST DELETE"),
  ...methods("otherMethod", "/any", "PROPFIND QUERY SUBSCRIBE"),
  ...methods("otherMethod", "/%68ealth", "POST"),
  ...methods("otherMethod", "/x/../users/7", "PUT"),
  ...methods("missing", "/nope", "POST PUT DELETE OPTIONS PROPFIND QUERY"),
  ...methods("missing", "/health/", "POST OPTIONS"),
  ...methods("malformed", "//health", "POST OPTIONS PROPFIND"),
  ...methods("malformed", "/users/%2f", "POST OPTIONS"),
  ...methods("ambiguous", "/%61ny", "POST PUT OPTIONS"),
  ...methods("ambiguous", "/users/%2e%2e", "DELETE"),
  ...methods("empty", "/health", "OPTIONS"),
  ...methods("empty", "/users/7", "OPTIONS"),
  ...methods("empty", "/users/%6de", "OPTIONS"),
  ...methods("guarded", "/admin/users", "OPTIONS"),
  ...methods("empty", "/x/../health", "OPTIONS"),
  ...methods("ok", "/any", "POST PUT PATCH DELETE OPTIONS HEAD"),
  ...methods("ok", "/any/x", "POST DELETE OPTIONS HEAD"),
  ...methods("ok", "/users/7", "DELETE"),
  ...methods("ok", "/users/me", "DELETE"),
  ...methods("ok", "/users/%6de", "DELETE"),
];

const heads = [
  ...entries("ok", "/ /health /users /users/7 /files/a /caf%C3%A9 /search?q=a", "HEAD"),
  ...["/nope", "/health/"].map((target) => single("missing", target, { method: "HEAD", code: undefined })),
  ...["/users/%zz", "//health"].map((target) =>
    single("malformed", target, { method: "HEAD", code: undefined }),
  ),
  single("ambiguous", "/%68ealth", { method: "HEAD", code: undefined }),
  single("guarded", "/admin", { method: "HEAD", code: undefined }),
  single("otherMethod", "/teapots", { method: "HEAD", code: undefined }),
];

const refusedMethods = [
  ...entries("unknownMethod", "/ /health /users/7 /any /admin /nope //health /%68ealth /users/%zz", "TRACE"),
  ...entries("unknownMethod", "/ /health /any localhost:80 localhost http://localhost/health", "CONNECT"),
  ...["FOO", "BREW", "PRI", "CONSTRUCTOR", "constructor", "toString"].map((method) =>
    single("unknownMethod", "/health", { method, parser: 0 }),
  ),
  ...["trace", "Connect", "hasOwnProperty", "valueOf"].map((method) =>
    single("unknownMethod", "/any", { method, parser: 0 }),
  ),
  single("otherMethod", "/any", { method: "propfind", parser: 0 }),
  ...["__proto__", "G_T", "1"].map((method) => single("unknownMethod", "/any", { method, parser: 400 })),
];

/** Request lines by what is hostile about them. */
export const hostileCorpus: Readonly<Record<string, readonly HostileEntry[]>> = {
  canonical,
  "dot segments": dotSegments,
  "encoded separators": encodedSeparators,
  "bad escapes": badEscapes,
  "good escapes": goodEscapes,
  slashes,
  "slashes beside dot segments": slashesResolved,
  backslashes,
  fragments,
  "sub-delimiters": subDelimiters,
  queries,
  "absolute forms": absoluteForms,
  "what the parser refuses": refusedByParser,
  "long targets": longTargets,
  "text that is not ASCII": nonAscii,
  "other methods": otherMethods,
  HEAD: heads,
  "refused methods": refusedMethods,
};
