import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { app } from "../../src/bunsen.ts";
import { type SourceLocation, callerLocation } from "../../src/define/source-location.ts";

const lines = readFileSync(import.meta.path, "utf8").split("\n");

/** Where this file has a text, which stands in it once more: here, where it is looked for. */
function placeOf(...parts: readonly string[]): SourceLocation {
  const text = parts.join("");
  const line = lines.findIndex((candidate) => candidate.includes(text));
  return { file: import.meta.path, line: line + 1, column: (lines[line]?.indexOf(text) ?? -1) + 1 };
}

const prepare = (): string => "mine";
const ok = (): string => "ok";
const placesOf = (given: {
  definition(): { readonly routes: readonly { readonly source: SourceLocation }[] };
}) => given.definition().routes.map(({ source }) => source);

describe("a route's place", () => {
  test("is the call that defines it, in each line of a chain", () => {
    const shop = app().get("/chain-one", ok).post("/chain-two", {}, ok).all("/chain-three", "constant");
    expect(placesOf(shop)).toEqual([
      placeOf("get", '("/chain-one"'),
      placeOf("post", '("/chain-two"'),
      placeOf("all", '("/chain-three"'),
    ]);
  });

  test("is that of route() as well", () => {
    const shop = app().route("GET", "/by-method", {}, ok);
    expect(placesOf(shop)).toEqual([placeOf("route", '("GET", "/by-method"')]);
  });

  test("of a group's routes is inside the group", () => {
    const shop = app().group("/g", (group) => {
      group.get("/in-group", ok);
    });
    expect(placesOf(shop)).toEqual([placeOf("get", '("/in-group"')]);
  });

  test("of the last route in tail position is where the group is defined", () => {
    const shop = app().group("/tail", (group) => group.get("/in-tail", ok));
    expect(placesOf(shop)).toEqual([placeOf("group", '("/tail"')]);
  });

  test("is the place of the loop that defines several", () => {
    const shop = app();
    for (const path of ["/a", "/b"]) {
      shop.get(path, ok);
    }
    const place = placeOf("get", "(path, ok)");
    expect(placesOf(shop)).toEqual([place, place]);
  });

  test("of a mounted app's route is where that app defines it", () => {
    const inner = app().get("/mounted", ok);
    expect(placesOf(app().mount("/x", inner))).toEqual([placeOf("get", '("/mounted"')]);
  });
});

describe("callerLocation", () => {
  test("leaves the process's own stack settings as they were", () => {
    const limit = Error.stackTraceLimit;
    Error.prepareStackTrace = prepare;
    Error.stackTraceLimit = 3;
    try {
      callerLocation();
      expect([Error.prepareStackTrace, Error.stackTraceLimit]).toEqual([prepare, 3]);
    } finally {
      Error.prepareStackTrace = undefined as never;
      Error.stackTraceLimit = limit;
    }
  });

  test("finds the caller though the process keeps no stacks", () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      const place = callerLocation();
      expect(place.file).toBe(import.meta.path);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });
});
