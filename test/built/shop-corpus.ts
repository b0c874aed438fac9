import { requestBytes } from "../support/raw-request.ts";

/** A request as it is sent, with the status that it must have everywhere. */
export interface CorpusRequest {
  readonly name: string;
  readonly status: number;
  readonly bytes: string;
}

const staff = "Authorization: Bearer demo";

const send = (
  status: number,
  method: string,
  target: string,
  headers: readonly string[] = [],
  body = "",
): CorpusRequest => {
  const about = [
    ...headers.map((header) => header.slice(0, 60)),
    body.slice(0, 60).replaceAll(/\s+/g, " "),
  ].filter(Boolean);
  return {
    name: [`${method} ${target}`, ...about].join(" | "),
    status,
    bytes: requestBytes(method, target, headers, body),
  };
};

const get = (status: number, target: string, headers: readonly string[] = []): CorpusRequest =>
  send(status, "GET", target, headers);

/** A body with its length in Content-Length. */
function sendBody(
  status: number,
  method: string,
  target: string,
  body: unknown,
  headers: readonly string[] = [],
): CorpusRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const own = headers.some((header) => /^content-type:/i.test(header))
    ? []
    : ["Content-Type: application/json"];
  return send(
    status,
    method,
    target,
    [...headers, ...own, `Content-Length: ${Buffer.byteLength(text)}`],
    text,
  );
}

/** A body in chunks of a kilobyte (RFC 9112 §7.1), without its length. */
function sendChunked(status: number, target: string, text: string): CorpusRequest {
  const chunks = text.match(/[^]{1,1024}/g) ?? [];
  const body = [...chunks, ""].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  return send(status, "POST", target, ["Content-Type: application/json", "Transfer-Encoding: chunked"], body);
}

const order = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  email: "robert@example.org",
  lines: [{ productId: 1, quantity: 2 }],
  ...changes,
});
const tooLarge = JSON.stringify(order({ note: "x".repeat(65 * 1024) }));

/** Requests to a fresh shop, in this order: later ones see what earlier ones did. */
export const shopCorpus: readonly CorpusRequest[] = [
  get(200, "/health"),
  send(200, "HEAD", "/health"),
  send(204, "OPTIONS", "/health"),
  send(405, "DELETE", "/health"),
  send(405, "POST", "/health"),
  get(304, "/health", ["If-None-Match: *"]),
  get(200, "/health", ['If-None-Match: "other"']),
  get(200, "/health?any=thing"),
  get(404, "/health/"),

  get(200, "/products"),
  get(200, "/products?search=flask"),
  get(200, "/products?search=%C3%A9"),
  get(200, "/products?search=LAB&maxPriceCents=5000"),
  get(200, "/products?page=2&limit=3"),
  get(200, "/products?page=99"),
  get(200, "/products?unknown=1"),
  get(422, "/products?limit=101"),
  get(422, "/products?limit=1.5&page=0"),
  get(422, "/products?page=1&page=2"),
  send(200, "HEAD", "/products?limit=1"),
  send(204, "OPTIONS", "/products"),
  send(405, "PUT", "/products"),

  get(200, "/products/1"),
  get(200, "/products/8"),
  get(422, "/products/abc"),
  get(422, "/products/0"),
  get(422, "/products/99999999999999999999"),
  get(404, "/products/4711"),
  get(200, "/products/%31"),
  get(400, "/products/%zz"),
  get(400, "/products/%2F"),
  get(400, "/products/%00"),
  send(200, "HEAD", "/products/2"),
  send(204, "OPTIONS", "/products/2"),
  send(405, "DELETE", "/products/2"),

  get(404, "/"),
  get(404, "/nowhere"),
  get(404, "/Products"),
  get(404, "/products/1/2"),
  get(404, "/caf%C3%A9"),
  get(400, "//products"),
  get(400, "/products//1"),
  get(400, "/products/../health"),
  get(400, "/nowhere/../staff/report"),
  get(400, "/%2e%2e/staff/report"),
  get(400, "/./health"),
  get(400, "/h%65alth"),
  get(400, "/health#fragment"),
  // A constant is answered by Bun's own table, which reads no Host.
  get(200, "/health", ["Host: a, b"]),
  get(400, "/products", ["Host: a, b"]),
  get(400, "/products", ["Host: exa mple"]),
  send(501, "TRACE", "/health"),

  sendBody(201, "POST", "/orders", order()),
  sendBody(201, "POST", "/orders", order({ note: "Für Zoë: ½ l, 🔥", unknown: "left out" })),
  sendBody(201, "POST", "/orders", order({ note: "x" }), ["Content-Type: Application/JSON; charset=utf-8"]),
  sendChunked(201, "/orders", JSON.stringify(order({ lines: [{ productId: 3, quantity: 5 }] }))),
  sendBody(409, "POST", "/orders", order({ lines: [{ productId: 1, quantity: 1000 }] })),
  sendBody(404, "POST", "/orders", order({ lines: [{ productId: 4711, quantity: 1 }] })),
  sendBody(422, "POST", "/orders", order({ email: "nobody", lines: [] })),
  sendBody(422, "POST", "/orders", order({ lines: [{ productId: "1", quantity: 0.5 }, null] })),
  sendBody(422, "POST", "/orders", "[]"),
  sendBody(422, "POST", "/orders", '{"__proto__":{"email":"a@example.org"}}'),
  sendBody(400, "POST", "/orders", '{"email":'),
  sendBody(400, "POST", "/orders", ""),
  send(400, "POST", "/orders", ["Content-Type: application/json"]),
  sendBody(415, "POST", "/orders", order(), ["Content-Type: text/plain"]),
  sendBody(413, "POST", "/orders", tooLarge),
  sendChunked(413, "/orders", tooLarge),
  sendChunked(400, "/orders", "{"),
  send(405, "GET", "/orders"),
  get(200, "/orders/1"),
  get(200, "/orders/2"),
  get(404, "/orders/4711"),
  get(422, "/orders/-1"),
  get(200, "/products/1"),

  get(401, "/staff/report"),
  get(401, "/staff/report", ["Authorization: Bearer wrong"]),
  get(200, "/staff/report", [staff]),
  send(200, "HEAD", "/staff/report", [staff]),
  send(401, "HEAD", "/staff/report"),
  send(401, "OPTIONS", "/staff/report"),
  send(204, "OPTIONS", "/staff/report", [staff]),
  send(405, "POST", "/staff/report", [staff]),
  get(404, "/staff/nowhere"),
  sendBody(401, "POST", "/staff/products", { name: "Match", priceCents: 10 }),
  sendBody(401, "POST", "/staff/products", "{"),
  sendBody(201, "POST", "/staff/products", { name: "Match", priceCents: 10 }, [staff]),
  sendBody(
    201,
    "POST",
    "/staff/products",
    { name: "Candle", priceCents: 99, stock: 3, tags: ["wax"], costCents: 1, supplierNote: "cheap" },
    [staff],
  ),
  sendBody(422, "POST", "/staff/products", { name: "", priceCents: -1, tags: [""] }, [staff]),
  sendBody(200, "PATCH", "/staff/products/2", { priceCents: 1900, tags: ["lab", "steel"] }, [staff]),
  sendBody(200, "PATCH", "/staff/products/2", {}, [staff]),
  sendBody(422, "PATCH", "/staff/products/2", { stock: -1 }, [staff]),
  sendBody(422, "PATCH", "/staff/products/two", { stock: 1 }, [staff]),
  sendBody(404, "PATCH", "/staff/products/4711", { stock: 1 }, [staff]),
  sendBody(405, "PUT", "/staff/products/2", { stock: 1 }, [staff]),
  get(200, "/products?page=2&limit=5"),
];
