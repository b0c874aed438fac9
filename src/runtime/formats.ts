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
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  if (at < 1 || at > 64 || local.startsWith(".") || local.endsWith(".") || local.includes("..")) return false;
  return (
    /^[^\s@"(),:;<>[\\\]]+$/.test(local) && isHostname(text.slice(at + 1)) && text.slice(at).includes(".")
  );
}

/** Whether text has a format. @throws {TypeError} for a format that is not in {@link formats}. */
export function hasFormat(format: string, text: string): boolean {
  const check = formats[format];
  if (check === undefined) throw new TypeError(`There is no format ${JSON.stringify(format)}.`);
  return check(text);
}

/** A day of the Gregorian calendar, `2026-02-28` (RFC 3339 §5.6, full-date). */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return false;
  const [, year, month, day] = match.map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day);
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

/** A moment with its offset, `2026-02-28T10:00:00Z` (RFC 3339 §5.6, date-time). */
export function isDateTime(text: string): boolean {
  return /^.{10}[Tt]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** A time of day with its offset, `10:00:00Z`. A second can be 60 only where a leap second is: at 23:59 in UTC. */
function isTime(text: string): boolean {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!match) return false;
  const [hour = 0, minute = 0, second = 0] = match.slice(1, 4).map(Number);
  const [offsetHour, offsetMinute] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (match[4] === "-" ? -1 : 1);
  const utcMinutes = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
  return second === 60 && utcMinutes === 1439;
}

function isHostname(text: string): boolean {
  if (text.length > 253) return false;
  return text
    .split(".")
    .every((label) => label.length <= 63 && /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(label));
}

function isIpv4(text: string): boolean {
  const octets = text.split(".");
  return (
    octets.length === 4 && octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)
  );
}

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
