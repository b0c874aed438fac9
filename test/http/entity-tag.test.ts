import { expect, test } from "bun:test";
import { createTag, matchesTag, namesWeakly, weakTag } from "../../src/http/entity-tag.ts";
import { shortestMs } from "../support/elapsed.ts";

test("a tag is of the content alone", () => {
  const tag = createTag(new TextEncoder().encode("content"));
  expect(tag).toMatch(/^"[\w-]{22}"$/);
  expect(createTag(new TextEncoder().encode("content"))).toBe(tag);
  expect(createTag(new TextEncoder().encode("content."))).not.toBe(tag);
});

test("a weak tag stays as it is", () => {
  expect([weakTag('"a"'), weakTag('W/"a"')]).toEqual(['W/"a"', 'W/"a"']);
});

test.each([
  ['"a"', '"a"', true],
  ['"b", "a"', '"a"', true],
  ['"a,b"', '"a,b"', true],
  ["*", '"a"', true],
  [" * ", 'W/"a"', true],
  ['W/"a"', '"a"', false],
  ['"a"', 'W/"a"', false],
  ['W/"a"', 'W/"a"', false],
  ['"b"', '"a"', false],
  ['"x"a"', '"a"', false],
  ["a", '"a"', false],
  ["", '"a"', false],
])("If-Match: %s holds for %s: %p", (field, tag, expected) => {
  expect(matchesTag(field, tag)).toBe(expected);
});

test.each([
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ['"a"', false],
  ["*", false],
  [null, false],
])("%s has the weak form of a tag: %p", (field, expected) => {
  expect(namesWeakly(field, '"a"')).toBe(expected);
});

test("a list of very many quotes takes linear time", () => {
  for (const field of ['"'.repeat(16_001), 'W/"'.repeat(5000), "W/".repeat(8000)])
    expect(shortestMs(() => matchesTag(field, '"a"'))).toBeLessThan(50);
});
