/** The string formats that a schema can name. Anything else is refused when the app is planned. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  "date-time": isDateTime,
  email: (text) => text.length <= 320 && /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text),
  uri: (text) => /^[a-z][a-z\d+.-]*:/i.test(text) && URL.canParse(text),
  uuid: (text) => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text),
};

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

/** A moment with its offset, `2026-02-28T10:00:00Z` (RFC 3339 §5.6, date-time). A leap second is 60. */
function isDateTime(text: string): boolean {
  const match =
    /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(
      text,
    );
  return match !== null && isDate(match[1] ?? "");
}
