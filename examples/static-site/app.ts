import { mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { app } from "bunsen";

const source = join(import.meta.dir, "public");
const site = join(tmpdir(), `static-site-${process.pid}`);

/** What the build of a site does: a compressed file beside each, made once and well instead of for each request. */
async function compressSite(): Promise<void> {
  await mkdir(site, { recursive: true });
  for (const name of await readdir(source)) {
    const bytes = await Bun.file(join(source, name)).bytes();
    await Bun.write(join(site, name), bytes);
    await Bun.write(join(site, `${name}.gz`), Bun.gzipSync(bytes, { level: 9 }));
  }
}

await compressSite();

export default app()
  .get("/api/time", () => ({ time: new Date() }))
  .static("/*", site, {
    // A page that is not there is one that the site's own router knows; a script that is not there is a 404.
    fallback: "index.html",
    precompressed: true,
    // The name of a bundle changes with its content, so it is kept for a year. The page is asked for each time.
    immutable: "*-????.js",
    cacheControl: "no-cache",
  });
