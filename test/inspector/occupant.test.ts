import { expect, test } from "bun:test";
import { occupantOf } from "../../src/inspector/occupant.ts";

const occupant = (...keys: string[]): string | undefined =>
  occupantOf(keys.map((key) => ({ key, target: key.replace(/^\S+ /, "") })));

test.each([
  "GET /_bunsen",
  "POST /_bunsen",
  "GET /:page",
  "GET /*",
  "POST /*",
  "GET /_bunsen/state.json",
  "ALL /:a/:b",
])("%s answers where the inspector would be", (key) => {
  expect(occupant("GET /", key)).toBe(key);
});

test.each(["GET /", "GET /_bunsens", "GET /_bunsen/docs", "GET /:a/:b/:c", "GET /a/*", "GET /_Bunsen"])(
  "%s does not",
  (key) => {
    expect(occupant(key)).toBeUndefined();
  },
);
