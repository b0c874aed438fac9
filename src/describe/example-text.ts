import { examplePatternText } from "./example-pattern.ts";

/** A text of each format. */
const formatted: Readonly<Record<string, string>> = {
  date: "2025-01-31",
  "date-time": "2025-01-31T12:00:00Z",
  email: "ann@example.org",
  hostname: "example.org",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  "json-pointer": "/name",
  regex: "^a+$",
  time: "12:00:00Z",
  uri: "https://example.org/",
  url: "https://example.org/",
  uuid: "123e4567-e89b-42d3-a456-426614174000",
};

/** A text that fits a schema; undefined where none was found for its pattern. */
export function exampleText(schema: Readonly<Record<string, unknown>>): string | undefined {
  const { format, pattern, contentEncoding, minLength = 0, maxLength = Infinity } = schema;
  if (typeof format === "string" && Object.hasOwn(formatted, format)) return formatted[format];
  if (contentEncoding === "base64") return "AAEC";
  const [least, most] = [Number(minLength), Number(maxLength)];
  if (typeof pattern === "string") return examplePatternText(pattern, least, most);
  return "text".padEnd(least, "…").slice(0, most);
}
