import { describe, expect, test } from "bun:test";
import { checkHost, checkUrlHost, isHost } from "../../src/http/host.ts";
import { HttpError } from "../../src/http/http-error.ts";
import { shortestMs } from "../support/elapsed.ts";

const hosts = `localhost LOCALHOST localhost:80 localhost: a a.b a.b. 127.0.0.1:65535 [::1] [::1]:3000 [::ffff:1.2.3.4]
xn--caf-dma a_b my-host -a 1 a:0`;

for (const host of hosts.split(/\s+/)) {
  test(`${host} names one host`, () => expect(isHost(host)).toBe(true));
}

const others = [
  "",
  " ",
  "a b",
  "a,b",
  "a/b",
  "a?b",
  "a#b",
  "a\\b",
  "a@b",
  "http://a",
  "a:65536",
  "a:99999",
  "a:123456",
];
// Such an address is none, and there is no URL of it.
others.push("[:::]", "[1.2]", "[::1::2]", "1.2.3.999", "1.2.3.4.5", "256.256.256.256:80", "xn--a");
others.push(
  "a:-1",
  "a:b",
  "a:1:2",
  ":80",
  "::1",
  "[::1",
  "::1]",
  "[]",
  "[g]",
  "[::1]a",
  "a..b",
  ".a",
  "%61",
  "é",
  "a\n",
);
others.push("*", "a;b", "<a>", "localhost, localhost", "a\0", "[::1]:99999", "a ", " a");

for (const host of others) {
  test(`${JSON.stringify(host)} names none`, () => expect(isHost(host)).toBe(false));
}

describe("a hostile value is read in linear time", () => {
  const size = 64 * 1024;
  const values = {
    labels: `${"a.".repeat(size / 2)}!`,
    hyphens: `${"-".repeat(size)}!`,
    dots: ".".repeat(size),
    "an address": `[${":".repeat(size)}`,
    "a port": `a:${"1".repeat(size)}`,
    colons: ":".repeat(size),
  };
  for (const [name, value] of Object.entries(values)) {
    test(name, () => {
      const elapsed = shortestMs(() => {
        expect(isHost(value)).toBe(false);
      });
      expect(elapsed).toBeLessThan(50);
    });
  }
});

const requestTo = (host?: string): Request =>
  new Request("http://localhost/", host === undefined ? {} : { headers: { host } });
const server = {};
const codeOf = (check: () => void): string | undefined => {
  try {
    check();
  } catch (error) {
    return (error as HttpError).code;
  }
  return undefined;
};

describe("checkHost", () => {
  test("accepts a host", () =>
    expect(codeOf(() => checkHost(requestTo("a.example"), server))).toBeUndefined());

  test("refuses a malformed one", () => {
    expect(() => checkHost(requestTo("a/b"), server)).toThrow(
      new HttpError(
        400,
        'The Host header must be one host name or address with an optional port, not "a/b".',
      ),
    );
  });

  test("refuses a malformed one in-process as well", () => {
    expect(codeOf(() => checkHost(requestTo("a/b"), undefined))).toBe("malformed_host");
  });

  test("refuses a request without one that came over a socket", () => {
    expect(codeOf(() => checkHost(requestTo(), server))).toBe("malformed_host");
  });

  test("accepts a request without one in-process", () => {
    expect(codeOf(() => checkHost(requestTo(), undefined))).toBeUndefined();
  });

  test("does not remember what it refused", () => {
    checkHost(requestTo("good"), server);
    const codes = ["a/b", "a/b", "good", "a/b"].map((host) =>
      codeOf(() => checkHost(requestTo(host), server)),
    );
    expect(codes).toEqual(["malformed_host", "malformed_host", undefined, "malformed_host"]);
  });
});

/** A request whose URL is one that Bun made, or could not make, of a Host field. */
const requestAt = (url: string): Request =>
  Object.defineProperty(new Request("http://localhost/", { headers: { host: "sent" } }), "url", {
    value: url,
  });

describe("checkUrlHost", () => {
  test("accepts a URL with a host", () => {
    const urls = ["http://a.example/", "http://a.example/x?y", "https://[::1]:3000/", "http://a.example/x"];
    expect(urls.map((url) => codeOf(() => checkUrlHost(requestAt(url))))).toEqual(urls.map(() => undefined));
  });

  test("refuses what is no URL, and one whose host is none", () => {
    const urls = [
      "/x",
      "/http://a/",
      "http://a:99999/",
      "http://a:b/",
      "http://[::1/",
      "http://a,b/",
      "http://u@a/",
      "http:///",
    ];
    const codes = urls.map((url) => codeOf(() => checkUrlHost(requestAt(url))));
    expect(codes).toEqual(urls.map(() => "malformed_host"));
  });

  test("does not take a host that begins like the last one for it", () => {
    checkUrlHost(requestAt("http://a/"));
    expect(codeOf(() => checkUrlHost(requestAt("http://a,b/")))).toBe("malformed_host");
  });

  test("tells the field that was sent", () => {
    expect(() => checkUrlHost(requestAt("/x"))).toThrow(/not "sent"/);
  });
});
