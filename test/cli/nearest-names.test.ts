import { expect, test } from "bun:test";
import { editDistance, nearestNames } from "../../src/cli/nearest-names.ts";

test.each([
  ["", "", 0],
  ["", "abc", 3],
  ["abc", "", 3],
  ["kitten", "sitting", 3],
  ["GET /item", "GET /items", 1],
])("from %j to %j it is %d", (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
});

test("the nearest come first, those as far in their order", () => {
  const names = ["GET /health", "POST /items", "GET /items", "GET /item/:id"];
  expect(nearestNames("GET /item", names, 3)).toEqual(["GET /items", "POST /items", "GET /item/:id"]);
});
