/**
 * Writes the types that openapi-typescript makes of the document on standard input. It builds them with the compiler of
 * TypeScript 5, which TypeScript 7 has no more.
 */
import { plugin } from "bun";

plugin({
  name: "typescript-5",
  setup(builder) {
    builder.module("typescript", async () => {
      const { default: typescript } = (await import("typescript-5")) as { default: object };
      return { exports: { default: typescript }, loader: "object" };
    });
  },
});

const { default: openapiTypescript, astToString } = await import("openapi-typescript");
const nodes = await openapiTypescript(await Bun.stdin.text(), { defaultNonNullable: false });
console.log(astToString(nodes));
