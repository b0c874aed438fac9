import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type ServerSentEvent, readLastEventId, writeEvent } from "../../src/http/server-sent-event.ts";

/** What a client makes of a stream (WHATWG HTML §9.2.6), written as its standard is. */
function readEvents(stream: string): { data: string; event: string; id: string; retry?: number }[] {
  const events: { data: string; event: string; id: string; retry?: number }[] = [];
  let [data, event, id, retry] = ["", "", "", undefined as number | undefined];
  for (const line of stream.split(/\r\n|\r|\n/).slice(0, -1)) {
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (line === "") {
      if (data !== "" || retry !== undefined)
        events.push({
          data: data.slice(0, -1),
          event: event || "message",
          id,
          ...(retry !== undefined && { retry }),
        });
      [data, event, retry] = ["", "", undefined];
    } else if (field === "data") data += `${value}\n`;
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
  }
  return events;
}

describe("an event", () => {
  test("is written field by field, and ends with an empty line", () => {
    expect(writeEvent({ event: "price", id: "7", retry: 50, comment: "note" }, "1")).toBe(
      ": note\nevent: price\nid: 7\nretry: 50\ndata: 1\n\n",
    );
    expect(writeEvent({}, undefined)).toBe("\n");
    expect(writeEvent({ id: "" }, "")).toBe("id: \ndata: \n\n");
  });

  test.each(["\n", "\r", "\r\n"])(
    "GHSA-22cc-p3c6-wpvm, GHSA-4hxc-9384-m385: data with %j stays data",
    (end) => {
      expect(writeEvent({}, `a${end}event: forged${end}${end}data: forged`)).toBe(
        "data: a\ndata: event: forged\ndata: \ndata: data: forged\n\n",
      );
    },
  );

  for (const field of ["event", "id", "comment"] as const) {
    for (const text of ["a\nb", "a\rb", "a\r\nb", "\n", "a\0", "a\r\rdata: forged\r\r"]) {
      test(`CVE-2026-33128, CVE-2026-29085: ${field} ${JSON.stringify(text)} is refused`, () => {
        expect(() => writeEvent({ [field]: text }, "x")).toThrow(
          `The ${field} of an event must be one line of text, without CR, LF and NUL, not ${Bun.inspect(text)}.`,
        );
      });
    }
    test(`${field} that is no text is refused`, () => {
      expect(() => writeEvent({ [field]: { toString: () => "a\nb" } } as ServerSentEvent, "x")).toThrow(
        TypeError,
      );
    });
  }

  test.each(["1\ndata: forged", 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "CVE-2026-29085: retry %p is refused",
    (retry) => {
      expect(() => writeEvent({ retry: retry as number }, "x")).toThrow("whole number of milliseconds");
    },
  );

  test("is read by a client as what it was, whatever its data", () => {
    const ends = fc.constantFrom(
      "\n",
      "\r",
      "\r\n",
      ":",
      " ",
      "data: ",
      "event: x",
      "\u2028",
      "\uFEFF",
      "a",
      "",
    );
    const line = fc.string().filter((text) => !/[\r\n\0]/.test(text));
    fc.assert(
      fc.property(
        fc.array(ends).map((parts) => parts.join("")),
        line,
        line,
        (data, event, id) => {
          const [read, ...others] = readEvents(writeEvent({ event, id, retry: 1 }, data));
          expect(others).toEqual([]);
          expect(read).toEqual({
            data: data.replaceAll(/\r\n?/g, "\n"),
            event: event || "message",
            id,
            retry: 1,
          });
        },
      ),
    );
  });
});

const readField = (field: string | undefined): string | undefined =>
  readLastEventId(new Headers(field === undefined ? {} : { "last-event-id": field }));

describe("Last-Event-ID", () => {
  test("is UTF-8", () => {
    expect(readField("7")).toBe("7");
    expect(readField(Buffer.from("é€😀").toString("latin1"))).toBe("é€😀");
  });

  test.each([undefined, "", "\xff\xfe"])("%j is none", (field) => {
    expect(readField(field)).toBeUndefined();
  });
});
