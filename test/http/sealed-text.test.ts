import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createSeal } from "../../src/http/sealed-text.ts";

const newer = "n".repeat(32);
const older = "o".repeat(32);
const seal = createSeal([newer, older], "test");
const now = 1_800_000_000;

const label = fc.string();
const text = fc.string({ unit: "binary", maxLength: 300 });
const end = fc.integer({ min: now + 1, max: 9_999_999_999 });

test("what was sealed opens, until it ends", () => {
  fc.assert(
    fc.property(text, label, end, (value, name, ends) => {
      const sealed = seal.seal(value, name, ends);
      expect(sealed).toMatch(/^\d+\.[\w-]+$/);
      expect(seal.open(sealed, name, now)).toBe(value.toWellFormed());
      expect(seal.open(sealed, name, ends - 1)).toBe(value.toWellFormed());
      expect(seal.open(sealed, name, ends)).toBeUndefined();
    }),
  );
});

test("no bit of it can be changed", () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(7), (value, place, bit) => {
      const bytes = Buffer.from(seal.seal(value, "name", now + 60), "latin1");
      const at = place % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
      expect(seal.open(bytes.toString("latin1"), "name", now)).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

test("nor can each bit of one, one by one", () => {
  const sealed = Buffer.from(seal.seal("ann", "name", now + 60), "latin1");
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect([bit, seal.open(changed.toString("latin1"), "name", now)]).toEqual([bit, undefined]);
  }
});

test("it opens under no other label, for no other purpose, with no other secret", () => {
  fc.assert(
    fc.property(text, label, label, fc.string({ minLength: 32 }), (value, name, other, secret) => {
      fc.pre(Buffer.from(name).compare(Buffer.from(other)) !== 0 && secret !== newer && secret !== older);
      const sealed = seal.seal(value, name, now + 60);
      expect(seal.open(sealed, other, now)).toBeUndefined();
      expect(createSeal([newer], "other").open(sealed, name, now)).toBeUndefined();
      expect(createSeal([secret], "test").open(sealed, name, now)).toBeUndefined();
    }),
  );
});

test("any secret opens, the first one seals", () => {
  const old = createSeal([older], "test");
  expect(seal.open(old.seal("ann", "name", now + 60), "name", now)).toBe("ann");
  expect(createSeal([newer], "test").open(seal.seal("ann", "name", now + 60), "name", now)).toBe("ann");
  expect(old.open(seal.seal("ann", "name", now + 60), "name", now)).toBeUndefined();
});

test("one text is never sealed alike twice, nor under one key", () => {
  const sealed = Array.from({ length: 1000 }, () => seal.seal("ann", "name", now + 60));
  expect(new Set(sealed).size).toBe(1000);
  // Where the salt is the same, the key is: those of a thousand differ.
  expect(new Set(sealed.map((each) => each.slice(11, 32))).size).toBe(1000);
});

describe("what is none", () => {
  const valid = seal.seal("ann", "name", now + 60);
  const content = valid.slice(11);

  test.each([
    ["nothing", ""],
    ["a dot", "."],
    ["text", "ann"],
    ["an end alone", `${now + 60}.`],
    ["a content alone", content],
    ["a later end", `${now + 61}.${content}`],
    ["an end with a zero before it", `0${now + 60}.${content}`],
    ["an end with a sign", `+${now + 60}.${content}`],
    ["an end of too many digits", `9999999999999.${content}`],
    ["a padded one", `${valid}=`],
    ["a longer one", `${valid}A`],
    ["a shorter one", valid.slice(0, -1)],
    ["one with a space", `${valid} `],
    ["one with a line break", `${valid}\n`],
    ["one that is too short to be any", `${now + 60}.${"A".repeat(58)}`],
    ["zeros", `${now + 60}.${"A".repeat(4000)}`],
  ])("%s", (_what, sealed) => {
    expect(seal.open(sealed, "name", now)).toBeUndefined();
  });

  test("anything", () => {
    fc.assert(fc.property(fc.string(), (any) => seal.open(any, "name", now) === undefined));
  });
});

test("a seal without a secret is refused", () => {
  expect(() => createSeal([], "test")).toThrow("A seal needs a secret.");
});
