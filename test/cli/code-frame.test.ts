import { expect, test } from "bun:test";
import { codeFrame } from "../../src/cli/code-frame.ts";

const text = 'import { app } from "bunsen";\n\nexport default app()\n  .get("/a", "a")\n';

test("shows the line before, the line, and a mark under the place", () => {
  expect(codeFrame(text, 4, 4)).toEqual(["3 | export default app()", '4 |   .get("/a", "a")', "       ^"]);
});

test("of the first line it shows that line", () => {
  expect(codeFrame(text, 1, 1)).toEqual(['1 | import { app } from "bunsen";', "    ^"]);
});

test("line numbers stand under each other", () => {
  const ten = Array.from({ length: 10 }, (_, index) => `line${index + 1}`).join("\n");
  expect(codeFrame(ten, 10, 1)).toEqual([" 9 | line9", "10 | line10", "     ^"]);
});

test("a tab is as wide as a space, and what steers a terminal is not shown", () => {
  expect(codeFrame("\tget(\u001b[31m)", 1, 2)).toEqual(["1 |  get( [31m)", "     ^"]);
});

test("a long line is cut around the place", () => {
  const [line = "", mark = ""] = codeFrame(`${"x".repeat(500)}Y${"z".repeat(500)}`, 1, 501);
  expect({ length: line.length, marked: line[mark.indexOf("^")] }).toEqual({ length: 104, marked: "Y" });
});

test.each([
  [0, 1],
  [9, 1],
  [1, 0],
  [1, 99],
])("there is nothing at %i:%i", (line, column) => {
  expect(codeFrame(text, line, column)).toEqual([]);
});

test("lines may end as on Windows", () => {
  expect(codeFrame("a\r\nb\r\n", 2, 1)).toEqual(["1 | a", "2 | b", "    ^"]);
});
