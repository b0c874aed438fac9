import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hasFormat } from "../../src/runtime/formats.ts";

/** The formats as their documents have them, in small steps and without a thought of speed. */
const plainly: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  time: isTime,
  "date-time": (text) => /^.{10}[Tt]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11)),
  email: isEmail,
  hostname: isHostname,
  ipv4: (text) =>
    text.split(".").length === 4 &&
    text.split(".").every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255),
};

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return false;
  const [, year, month, day] = match.map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day);
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

function isTime(text: string): boolean {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!match) return false;
  const [hour = 0, minute = 0, second = 0] = match.slice(1, 4).map(Number);
  const [offsetHour, offsetMinute] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  const offset = (offsetHour * 60 + offsetMinute) * (match[4] === "-" ? -1 : 1);
  const utcMinutes = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
  return second < 60 || (second === 60 && utcMinutes === 1439);
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  if (at < 1 || at > 64 || local.startsWith(".") || local.endsWith(".") || local.includes("..")) return false;
  const host = text.slice(at + 1);
  return /^[^\s@"(),:;<>[\\\]]+$/.test(local) && isHostname(host) && host.includes(".");
}

function isHostname(text: string): boolean {
  return text.length <= 253 && text.split(".").every(isLabel);
}

function isLabel(label: string): boolean {
  return label.length <= 63 && /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(label);
}

const digits = (count: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(..."0123456789"), { minLength: count, maxLength: count })
    .map((all) => all.join(""));
const number = (most: number, width = 2): fc.Arbitrary<string> =>
  fc.nat(most).map((value) => String(value).padStart(width, "0"));
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(""));
const oneOf = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

const date = joined(
  fc.oneof(oneOf("0000", "1900", "2000", "2024", "2026"), digits(4)),
  oneOf("-"),
  number(13),
  oneOf("-"),
  number(32),
);
const clock = fc.oneof(
  oneOf("23:59:60", "24:00:00"),
  joined(number(24), oneOf(":"), number(60), oneOf(":"), number(61)),
);
const offset = fc.oneof(
  oneOf("Z", "z", "", "+00:00"),
  joined(oneOf("+", "-"), number(24), oneOf(":"), number(60)),
);
const time = joined(clock, oneOf("", ".", ".1", ".123456789"), offset);
const label = fc.oneof(
  { weight: 9, arbitrary: oneOf("a", "B2", "x-y") },
  oneOf("-a", "a-", "", "a_b", "K"),
  fc.integer({ min: 61, max: 64 }).map((length) => "a".repeat(length)),
);
const host = fc.array(label, { maxLength: 5 }).map((labels) => labels.join("."));
const local = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: oneOf("a", "Z9", "+", "é") },
      oneOf(".", " ", "\u2003", '"', "\\", "@", "a".repeat(31)),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(""));

const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date,
  time,
  "date-time": joined(date, oneOf("T", "t", " ", "TT"), time),
  email: joined(local, oneOf("@", "@", "@", "@@", ""), host),
  hostname: host,
  ipv4: fc
    .array(fc.oneof({ weight: 9, arbitrary: number(255, 1) }, oneOf("256", "00", "01", "")), {
      minLength: 3,
      maxLength: 5,
    })
    .map((octets) => octets.join(".")),
};

/** The same with one character another, gone, or one too many. */
const nearly = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.nat(40), oneOf("", "0", "9", "-", ":", ".", "Z", "\n", "/", "٣"))
    .map(([whole, at, change]) => whole.slice(0, at) + change + whole.slice(at + 1));

describe("a format is what it is in small steps", () => {
  test.each(Object.keys(plainly).map((format) => [format]))("%s", (format) => {
    const text = texts[format] ?? fc.string();
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(fc.oneof({ weight: 2, arbitrary: text }, nearly(text)), (given) => {
        const expected = plainly[format]?.(given) ?? false;
        if (hasFormat(format, given) !== expected)
          throw new Error(`${JSON.stringify(given)}: not ${expected}`);
        seen[expected ? "true" : "false"]++;
      }),
      { seed: 7, numRuns: 5000 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(100);
  });
});
