import { describe, expect, test } from "bun:test";
import { type RedirectStatus, redirect } from "../../src/http/redirect.ts";
import { app } from "../../src/bunsen.ts";
import { forms } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";

const origins = ["https://login.example"];

test.each([
  ["/", "/"],
  ["/orders/7?new=true#top", "/orders/7?new=true#top"],
  ["/a/../b", "/b"],
  ["/é?q=ü", "/%C3%A9?q=%C3%BC"],
  ["/?next=//evil.example", "/?next=//evil.example"],
  ["/a//b", "/a//b"],
  ["/%0d%0a", "/%0d%0a"],
  ["/%2F/evil.example", "/%2F/evil.example"],
])("%j goes to %s", (location, target) => {
  expect(redirect(location).headers.get("location")).toBe(target);
});

// What a browser reads as another host.
const hostile = [
  "",
  "orders/7",
  "?a",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/a/..//evil.example",
  "/..//evil.example",
  "/.//evil.example",
  "/%2e//evil.example",
  "/a\r\nset-cookie: a=b",
  "/a\0",
  "/a b",
  "http://evil.example",
  "https:evil.example",
  "https:/evil.example",
  "HTTPS://EVIL.example/",
  "http://own.invalid/",
  "javascript:alert(1)",
  "data:text/html,x",
  "https://login.example.evil.example/",
  "https://login.example@evil.example/",
  "https://evil@login.example/",
  "https://login.example:444/",
  "http://login.example/",
  "//login.example/",
  "https://",
];

test.each(hostile)(
  "GHSA-fp4x-ggrf-wmc6, GHSA-9phm-9p8f-hw5m / CVE-2026-44372, GHSA-rv95-896h-c2vc / CVE-2024-29041: %j is refused",
  (location) => {
    expect(() => redirect(location, 302, { origins })).toThrow("This server does not redirect to");
  },
);

test("a URL of an origin that is named, and of no other", () => {
  const url = "https://login.example/authorize?state=1";
  expect(redirect(url, 302, { origins }).headers.get("location")).toBe(url);
  expect(() => redirect(url)).toThrow("This server does not redirect to");
});

// A body that named the location was a page of the attacker's.
test.each([301, 302, 303, 307, 308] as const)(
  "CVE-2024-43796: with the status %i, and no body",
  async (status) => {
    const response = redirect("/next", status);
    expect([response.status, await response.text()]).toEqual([status, ""]);
  },
);

test.each([200, 300, 304, 305, 306, 400, "303", Number.NaN])("%p is no status of a redirect", (status) => {
  expect(() => redirect("/", status as RedirectStatus)).toThrow(
    "A redirect has the status 301, 302, 303, 307 or 308",
  );
});

describe.each([...forms])("%s", (form) => {
  const subject = app()
    .post("/", () => redirect("/done"))
    .get("/", ({ url }) => redirect(url.searchParams.get("next") ?? "/done"));

  test("after a change the client asks for the location with GET", async () => {
    const init = { method: "POST", redirect: "manual" } as const;
    expect(await exchange(subject, form, "/", init)).toEqual({
      status: 303,
      headers: { location: "/done" },
      body: "",
    });
  });

  test("GHSA-rv95-896h-c2vc / CVE-2024-29041: a location of the client's is a path, or 400", async () => {
    const init = { redirect: "manual" } as const;
    const taken = await exchange(subject, form, "/?next=/a%3Fb=c", init);
    expect(taken.headers["location"]).toBe("/a?b=c");
    const refused = await exchange(subject, form, "/?next=//evil.example", init);
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      400,
      {
        title: "Bad Request",
        status: 400,
        detail: 'This server does not redirect to "//evil.example".',
        code: "unsafe_redirect",
      },
    ]);
  });
});
