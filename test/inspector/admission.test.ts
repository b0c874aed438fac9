import { expect, test } from "bun:test";
import { isAdmitted } from "../../src/inspector/admission.ts";

const asked = (headers: Record<string, string> = {}): Request =>
  new Request("http://localhost:3000/_bunsen", { headers: { host: "localhost:3000", ...headers } });

test.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])("the peer %s is let in", (peer) => {
  expect(isAdmitted(asked(), peer)).toBeTrue();
});

test.each([
  "192.168.1.7",
  "10.0.0.1",
  "126.255.255.255",
  "128.0.0.1",
  "0.0.0.0",
  "::",
  "::2",
  "fe80::1",
  "::ffff:192.168.1.7",
  "",
  "localhost",
  undefined,
])("the peer %p is not", (peer) => {
  expect(isAdmitted(asked(), peer)).toBeFalse();
});

test("what a peer says of itself does not let it in", () => {
  const headers = { forwarded: "for=127.0.0.1", "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" };
  expect(isAdmitted(asked(headers), "192.168.1.7")).toBeFalse();
});

test.each(["localhost", "localhost:3000", "LOCALHOST:1", "127.0.0.1:80", "[::1]", "[::1]:3000"])(
  "the Host %s is let in",
  (host) => {
    expect(isAdmitted(asked({ host }), "127.0.0.1")).toBeTrue();
  },
);

test.each([
  "evil.example",
  "localhost.evil.example",
  "evil.example:3000",
  "127.0.0.1.evil.example",
  "127.0.0.2",
  "localhost:",
  "localhost:3000, evil.example",
  "user@localhost",
  "0.0.0.0:3000",
  "[::1].evil.example",
  "",
])("the Host %p is not (DNS rebinding)", (host) => {
  expect(isAdmitted(asked({ host }), "127.0.0.1")).toBeFalse();
});

test.each(["none", "same-origin"])("what a browser sends as %s is let in", (site) => {
  expect(isAdmitted(asked({ "sec-fetch-site": site }), "127.0.0.1")).toBeTrue();
});

test.each(["cross-site", "same-site", "", "same-origin, cross-site"])("as %p it is not", (site) => {
  expect(isAdmitted(asked({ "sec-fetch-site": site }), "127.0.0.1")).toBeFalse();
});

test.each(["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"])(
  "what a proxy on this machine forwards, with %s, is not let in",
  (name) => {
    expect(isAdmitted(asked({ [name]: "203.0.113.9" }), "127.0.0.1")).toBeFalse();
  },
);
