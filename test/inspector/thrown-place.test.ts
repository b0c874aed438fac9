import { expect, test } from "bun:test";
import { thrownPlace } from "../../src/inspector/thrown-place.ts";

const thrown = (...frames: string[]): Error =>
  Object.assign(new Error("broken"), {
    stack: ["Error: broken", ...frames.map((frame) => `    at ${frame}`)].join("\n"),
  });

test.each([
  ["a function", thrown("find (/home/ann/shop/src/orders.ts:12:5)"), "src/orders.ts:12:5"],
  ["no function", thrown("/home/ann/shop/app.ts:1:7"), "app.ts:1:7"],
  ["a path with blanks and brackets", thrown("async find (/home/ann/shop/a (b).ts:3:4)"), "a (b).ts:3:4"],
  [
    "code of others above it",
    thrown("parse (native)", "x (/home/ann/shop/node_modules/y/z.js:1:1)", "h (/home/ann/shop/app.ts:9:3)"),
    "app.ts:9:3",
  ],
])("the first frame in the app, of %s", (_, error, place) => {
  expect(thrownPlace(error, "/home/ann/shop")).toBe(place);
});

test.each([
  ["no frame in the app", thrown("find (/home/ann/shop-other/a.ts:1:1)", "/usr/lib/b.js:1:1")],
  ["a message that looks like a frame", new Error("x\n /home/ann/shop/app.ts:1:1")],
  ["no error", "broken"],
])("%s: no place", (_, error) => {
  expect(thrownPlace(error, "/home/ann/shop")).toBeUndefined();
});

test("an error of this file", () => {
  expect(thrownPlace(new Error("here"), import.meta.dir)).toMatch(/^thrown-place\.test\.ts:\d+:\d+$/);
});
