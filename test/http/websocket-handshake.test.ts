import { expect, test } from "bun:test";
import { isOwnOrigin } from "../../src/http/websocket-handshake.ts";

test.each([
  [null, "shop.example", true],
  ["https://shop.example", "shop.example", true],
  ["https://shop.example", "shop.example:443", true],
  ["http://shop.example", "shop.example:80", true],
  ["http://shop.example:8080", "shop.example:8080", true],
  ["https://SHOP.example", "shop.EXAMPLE", true],
  ["http://[::1]:3000", "[::1]:3000", true],
  ["https://shop.example", "shop.example:8443", false],
  ["https://shop.example.evil.example", "shop.example", false],
  ["https://evil.example", "shop.example", false],
  ["https://shop.example@evil.example", "shop.example", false],
  ["null", "shop.example", false],
  ["", "shop.example", false],
  ["file://", "shop.example", false],
  ["https://shop.example", null, false],
  ["https://shop.example", "", false],
] as const)("a page of %s that asks %s is of its own host: %p", (origin, host, isOwn) => {
  expect(isOwnOrigin(origin, host)).toBe(isOwn);
});
