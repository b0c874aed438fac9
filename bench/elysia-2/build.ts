/**
 * Builds an app with Elysia's plugin for compiling ahead of time, as its documents say:
 * `bun bench/elysia-2/build.ts <entry> <directory>`. It runs the app for that, so it ends by itself.
 *
 * @module
 */
import { aot } from "elysia/plugin/aot/bun";

const [entry = "", outdir = ""] = process.argv.slice(2);
const plugins = [aot(entry)];
const { success, logs } = await Bun.build({
  entrypoints: [entry],
  outdir,
  target: "bun",
  minify: true,
  plugins,
});
for (const log of logs) console.error(log);
process.exit(success ? 0 : 1);
