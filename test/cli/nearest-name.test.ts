import { expect, test } from "bun:test";
import { nearestName } from "../../src/cli/nearest-name.ts";

const names = ["new", "dev", "build", "openapi", "client", "docs", "routes", "explain"];

test.each<[word: string, meant: string | undefined]>([
  ["build", "build"],
  ["bild", "build"],
  ["buidl", "build"],
  ["biuldd", "build"],
  ["test", undefined],
  ["help", undefined],
  ["route", "routes"],
  ["expalin", "explain"],
  ["open-api", "openapi"],
  ["doc", "docs"],
  ["nwe", undefined],
  ["serve", undefined],
  ["", undefined],
  ["x".repeat(10_000), undefined],
])("%p may mean %p", (word, meant) => {
  expect(nearestName(word, names)).toBe(meant);
});
