import { timingSafeEqual } from "node:crypto";
import { HttpError, app, t } from "bunsen";

// What the sender and this server share. It signs what it sends: anybody can send to an address on the internet.
const secret = process.env["WEBHOOK_SECRET"] ?? "an example";
const toleranceSeconds = 300;

const seen = new Set<string>();

/** `t=1700000000,v1=<hex>`: when it was sent, and the HMAC-SHA256 of that time, a dot and the body. */
function verify(header: string, body: Uint8Array): void {
  const [, sentAt = "", signature = ""] = /^t=(\d{1,12}),v1=([\da-f]{64})$/.exec(header) ?? [];
  const expected = new Bun.CryptoHasher("sha256", secret).update(`${sentAt}.`).update(body).digest();
  const received = Buffer.from(signature, "hex");
  // In constant time: how long a comparison takes tells how far a guess was right.
  if (received.length !== expected.length || !timingSafeEqual(received, expected))
    throw new HttpError(401, "The signature is not that of this body.", { code: "invalid_signature" });
  // A copy of an old message has a good signature, too.
  if (Math.abs(Date.now() / 1000 - Number(sentAt)) > toleranceSeconds)
    throw new HttpError(401, "The signature is too old.", { code: "stale_signature" });
}

export default app().post(
  "/webhooks/payments",
  {
    // As it came: what is parsed and written again has other bytes, and another signature.
    bodyType: "bytes",
    body: t.Uint8Array({ maxByteLength: 65_536 }),
    headers: t.Object({ "webhook-signature": t.String(), "webhook-id": t.String({ maxLength: 100 }) }),
  },
  ({ body, headers, reply }) => {
    verify(headers["webhook-signature"], body);
    const id = headers["webhook-id"];
    // Senders repeat what they think was lost. An app keeps these in its database, in one transaction with what it does.
    if (seen.has(id)) return reply(200, { event: "known" });
    seen.add(id);
    const event: unknown = JSON.parse(new TextDecoder().decode(body));
    // Say yes at once; do what takes long afterwards.
    return reply(202, { event });
  },
);
