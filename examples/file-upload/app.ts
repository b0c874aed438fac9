import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpError, app } from "bunsen";
import { readParts, savePart } from "bunsen/multipart";

const uploads = process.env["UPLOADS"] ?? join(tmpdir(), `uploads-${process.pid}`);
await mkdir(uploads, { recursive: true });

export default app()
  .post(
    "/photos",
    // As a stream: the form is never in memory as a whole, however large a file is.
    { bodyType: "stream", bodyLimitBytes: 2_000_000_000 },
    async (c) => {
      let caption = "";
      const photos: { readonly file: string; readonly bytes: number }[] = [];
      for await (const part of readParts(c, { fileBytes: 50_000_000 })) {
        if (part.name === "caption") caption = await part.text();
        else if (part.name === "photo") {
          // A name of ours: one that a client sends can be that of any file.
          const file = `${crypto.randomUUID()}.png`;
          // Looks at the first bytes, whatever the client says it is. The file is there whole, or not at all.
          const { bytes } = await savePart(part, join(uploads, file), { types: ["image/png"] });
          photos.push({ file, bytes });
        }
      }
      if (photos.length === 0) throw new HttpError(422, "Send a photo.", { code: "no_photo" });
      return c.reply(201, { caption, photos });
    },
  )
  .static("/photos/*", uploads, { index: false, cacheControl: "private, max-age=3600" });
