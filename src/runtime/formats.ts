/**
 * The string formats that a schema can name, with the document each follows. Anything else is refused when the app is
 * planned. Every one of them takes time linear in the text.
 */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  "date-time": isDateTime,
  /** RFC 5321 §4.1.2 without quoted local parts, which nobody has. */
  email: isEmail,
  /** RFC 1123 §2.1. */
  hostname: isHostname,
  /** RFC 2673 §3.2: four decimal octets without leading zeros. */
  ipv4: isIpv4,
  /** RFC 4291 §2.2. */
  ipv6: isIpv6,
  /** RFC 6901. */
  "json-pointer": (text) => /^(?:\/(?:[^~/]|~[01])*)*$/.test(text),
  regex: isRegex,
  /** RFC 3339 §5.6, full-time. */
  time: isTime,
  /** RFC 3986 §3: a scheme, then only characters and escapes that may stand there. */
  uri: (text) => uriPattern.test(text),
  /** RFC 9562 §4. */
  uuid: (text) => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text),
};

const uriPattern =
  /^[a-z][a-z\d+.-]*:(?:\/\/(?:(?:[\w.~!$&'()*+,;=:-]|%[\da-f]{2})*@)?(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?(?:\/(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*)?|(?!\/\/)(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*)(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*)?(?:#(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*)?$/i;

function isEmail(text: string): boolean {
  const at = text.indexOf("@");
  return at <= 64 && text.length - at <= 254 && emailPattern.test(text);
}

/** Parts with dots between, `@`, at least two labels of a host name. */
const emailPattern =
  /^[^\s@"(),.:;<>[\\\]]+(?:\.[^\s@"(),.:;<>[\\\]]+)*@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i;

/** Whether text has a format. @throws {TypeError} for a format that is not in {@link formats}. */
export function hasFormat(format: string, text: string): boolean {
  const check = formats[format];
  if (check === undefined) throw new TypeError(`There is no format ${JSON.stringify(format)}.`);
  return check(text);
}

/** A day of the Gregorian calendar, `2026-02-28` (RFC 3339 §5.6, full-date). */
function isDate(text: string): boolean {
  return text.length === 10 && startsWithDate(text);
}

function startsWithDate(text: string): boolean {
  if (text[4] !== "-" || text[7] !== "-") return false;
  const year = readTwoDigits(text, 0) * 100 + readTwoDigits(text, 2);
  const month = readTwoDigits(text, 5);
  const day = readTwoDigits(text, 8);
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return isLeap ? 29 : 28;
}

/** The number that two digits are; NaN for anything else. With regular expressions a date takes eight times as long. */
function readTwoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - digitZero;
  const units = text.charCodeAt(at + 1) - digitZero;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN;
}

const digitZero = 0x30;

/** A moment with its offset, `2026-02-28T10:00:00Z` (RFC 3339 §5.6, date-time). */
export function isDateTime(text: string): boolean {
  return (text[10] === "T" || text[10] === "t") && startsWithDate(text) && endsWithTime(text, 11);
}

/** A time of day with its offset, `10:00:00Z`. */
function isTime(text: string): boolean {
  return endsWithTime(text, 0);
}

/** A second can be 60 only where a leap second is: at 23:59 in UTC. */
function endsWithTime(text: string, start: number): boolean {
  if (text[start + 2] !== ":" || text[start + 5] !== ":") return false;
  const hour = readTwoDigits(text, start);
  const minute = readTwoDigits(text, start + 3);
  const second = readTwoDigits(text, start + 6);
  const offset = readOffset(text, endOfFraction(text, start + 8));
  if (!(hour <= 23 && minute <= 59 && second <= 60) || Number.isNaN(offset)) return false;
  return second < 60 || (((hour * 60 + minute - offset) % 1440) + 1440) % 1440 === 1439;
}

/** Where the digits after a point end, if there are any. */
function endOfFraction(text: string, start: number): number {
  if (text[start] !== ".") return start;
  let end = start + 1;
  while (text.charCodeAt(end) >= digitZero && text.charCodeAt(end) <= digitZero + 9) end++;
  return end === start + 1 ? start : end;
}

/** The minutes of what a time ends with, `Z` or `+01:00`; NaN for anything else. */
function readOffset(text: string, start: number): number {
  const sign = text[start];
  if (sign === "Z" || sign === "z") return text.length === start + 1 ? 0 : Number.NaN;
  if ((sign !== "+" && sign !== "-") || text.length !== start + 6 || text[start + 3] !== ":")
    return Number.NaN;
  const hours = readTwoDigits(text, start + 1);
  const minutes = readTwoDigits(text, start + 4);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  return (hours * 60 + minutes) * (sign === "-" ? -1 : 1);
}

function isHostname(text: string): boolean {
  return text.length <= 253 && hostnamePattern.test(text);
}

const hostnamePattern = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

function isIpv4(text: string): boolean {
  return ipv4Pattern.test(text);
}

const ipv4Pattern = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  // A dotted tail stands for two groups.
  const tail = text.slice(text.lastIndexOf(":") + 1);
  const whole = tail.includes(".") ? (isIpv4(tail) ? `${text.slice(0, -tail.length)}0:0` : "") : text;
  const [head = "", ...rest] = whole.split("::");
  if (whole === "" || rest.length > 1) return false;
  const groups = [head, ...rest].flatMap((part) => (part === "" ? [] : part.split(":")));
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return rest.length === 1 ? groups.length <= 7 : groups.length === 8;
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
