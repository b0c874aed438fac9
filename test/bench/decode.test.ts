import { expect, test } from "bun:test";
import { UnequalValueError, proveEqualValues } from "../../bench/decode/equal-values.ts";
import { measureSample } from "../../bench/decode/measure.ts";
import { proveContenders } from "../../bench/decode/prove-contenders.ts";

test("all contenders decode every sample alike, and refuse the same", () => proveContenders());

const parse = { name: "parse", decode: (text: string): unknown => JSON.parse(text) };

test("a contender that makes another value is refused", () => {
  const proof = { text: '{"a":1}', value: { a: "1" }, refused: [] };
  expect(() => proveEqualValues([parse], proof)).toThrow(UnequalValueError);
});

test("a contender that takes what is to be refused is refused", () => {
  const proof = { text: "1", value: 1, refused: ["2"] };
  expect(() => proveEqualValues([parse], proof)).toThrow("parse does not refuse 2");
});

test("measuring gives a row for each contender, the first at 1", async () => {
  const contenders = [parse, { name: "length", decode: (text: string) => text.length }];
  const rows = await measureSample("seven", contenders, "7", { repeats: 3, repeatMs: 1 });
  expect(rows.map(({ contender, nanoseconds }) => [contender, nanoseconds.length])).toEqual([
    ["parse", 3],
    ["length", 3],
  ]);
  expect(rows[0]?.ratio).toBe(1);
});
