import { app, t } from "bunsen";
import { writeBmp } from "./bmp.ts";
import { paintPhoto } from "./photo.ts";
import { readPpm } from "./ppm.ts";
import { scale } from "./scale.ts";

const upload = {
  query: t.Object({ width: t.Integer({ minimum: 1, maximum: 1000, default: 160 }) }),
  body: t.Uint8Array(),
  bodyType: "bytes",
} as const;

function renderThumbnail(body: Uint8Array, width: number): Response {
  const thumbnail = writeBmp(scale(readPpm(body), width));
  return new Response(thumbnail, { headers: { "content-type": "image/bmp" } });
}

export default app({ limits: { bodyBytes: 32_000_000 } })
  .get("/ping", () => "pong")
  .get("/photo", () => paintPhoto(1600, 1200))
  .post("/inline/thumbnails", upload, ({ body, query }) => renderThumbnail(body, query.width))
  .post("/workers/thumbnails", { ...upload, worker: true }, ({ body, query }) =>
    renderThumbnail(body, query.width),
  );
