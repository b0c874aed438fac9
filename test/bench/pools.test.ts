import { expect, test } from "bun:test";
import { samples } from "../../bench/pools/contenders.ts";

test.each([...samples])("all contenders do the same: $name", ({ contenders }) => {
  const results = contenders.map(({ decode }) => [decode(""), decode("")]);
  expect(results).toEqual(results.map(() => results[0] ?? []));
});
