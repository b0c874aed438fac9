import { describe, expect, setSystemTime, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { type SignedCookieOptions, signedCookie } from "../../src/http/signed-cookie.ts";
import { forms } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";

const newer = "n".repeat(32);
const older = "o".repeat(32);
const secrets = [newer, older];

const withCookies = (text: string) => ({ cookieMap: new Bun.CookieMap(text) });

/** What a cookie is after it was set: `name=value`, as a client sends it back. */
function sent(options: SignedCookieOptions, value: string, name = "user"): string {
  const context = withCookies("");
  signedCookie(name, options).set(context, value);
  return context.cookieMap.toSetCookieHeaders()[0]?.split("; ")[0] ?? "";
}

const readBy = (options: SignedCookieOptions, text: string, name = "user"): string | undefined =>
  signedCookie(name, options).get(withCookies(text));

test.each(["ann", "", "a.b.c", "7.", "é 🔑", "a;b=c,\r\n", "%41", '"quoted"'])("%j comes back", (value) => {
  expect(readBy({ secrets }, sent({ secrets }, value))).toBe(value);
});

test("a cookie of an older secret is accepted, one of a removed secret is not", () => {
  const old = sent({ secrets: [older] }, "ann");
  expect([readBy({ secrets }, old), readBy({ secrets: [newer] }, old)]).toEqual(["ann", undefined]);
  expect(readBy({ secrets: [older] }, sent({ secrets }, "ann"))).toBeUndefined();
});

describe("what is not accepted", () => {
  const valid = sent({ secrets }, "ann").slice("user=".length);

  test.each([
    ["no cookie", ""],
    ["an unsigned one", "user=ann"],
    ["an empty one", "user="],
    ["another value", `user=${valid.replace("ann", "bob")}`],
    ["a longer value", `user=x${valid}`],
    ["a longer signature", `user=${valid}A`],
    ["a shorter signature", `user=${valid.slice(0, -1)}`],
    ["another signature", `user=${valid.slice(0, -2)}${valid.endsWith("A") ? "BB" : "AA"}`],
    ["no signature", `user=${valid.slice(0, valid.lastIndexOf("."))}`],
    ["a signature alone", `user=${valid.slice(valid.lastIndexOf("."))}`],
    ["a time that was added", `user=${valid.replace("..", ".99999999999.")}`],
    ["a broken escape", `user=%zz${valid}`],
  ])("%s", (_, text) => {
    expect(readBy({ secrets }, text)).toBeUndefined();
  });

  test("the value of another cookie", () => {
    expect(readBy({ secrets }, `admin=${valid}`, "admin")).toBeUndefined();
  });

  // A name with such a space was taken for the one without.
  test.each(["\u00a0", "\u3000", "\ufeff", "\v"])("CVE-2026-39410: a name after %j", (space) => {
    const text = sent({ secrets }, "ann", "__Host-user");
    expect(readBy({ secrets }, `a=b;${space}${text}`, "__Host-user")).toBeUndefined();
  });
});

test("one that has lasted its time is not accepted, whatever the client says", () => {
  const options = { secrets, maxAgeSeconds: 60 };
  try {
    setSystemTime(new Date("2030-01-01T00:00:00Z"));
    const text = sent(options, "ann");
    expect(readBy(options, text)).toBe("ann");
    setSystemTime(new Date("2030-01-01T00:00:59Z"));
    expect(readBy(options, text)).toBe("ann");
    setSystemTime(new Date("2030-01-01T00:01:00Z"));
    expect(readBy(options, text)).toBeUndefined();
    expect(readBy({ secrets }, text)).toBeUndefined();
  } finally {
    setSystemTime();
  }
});

const attributesOf = (name: string, options: SignedCookieOptions): string => {
  const context = withCookies("");
  signedCookie(name, options).set(context, "ann");
  return context.cookieMap.toSetCookieHeaders()[0]?.replace(/^[^;]*; /, "") ?? "";
};

test.each([
  ["user", {}, "Path=/; Secure; HttpOnly; SameSite=Lax"],
  ["__Host-user", {}, "Path=/; Secure; HttpOnly; SameSite=Lax"],
  ["user", { secure: false, httpOnly: false, sameSite: "strict" }, "Path=/; SameSite=Strict"],
  [
    "__Secure-user",
    { domain: "shop.example" },
    "Domain=shop.example; Path=/; Secure; HttpOnly; SameSite=Lax",
  ],
  [
    "user",
    { path: "/a", maxAgeSeconds: 60, sameSite: "none", partitioned: true },
    "Path=/a; Max-Age=60; Secure; HttpOnly; Partitioned; SameSite=None",
  ],
] as const)("%s with %j has %s", (name, attributes, expected) => {
  expect(attributesOf(name, { secrets, ...attributes })).toBe(expected);
});

test("deleting has the attributes of setting, or it would be another cookie", () => {
  const context = withCookies("");
  signedCookie("user", { secrets, path: "/a", domain: "shop.example" }).delete(context);
  expect(context.cookieMap.toSetCookieHeaders()).toEqual([
    "user=; Domain=shop.example; Path=/a; Max-Age=0; Secure; HttpOnly; SameSite=Lax",
  ]);
});

test("a value that browsers would drop is refused", () => {
  const cookie = signedCookie("user", { secrets });
  expect(() => cookie.set(withCookies(""), "x".repeat(4100))).toThrow("browsers take 4096 of name and value");
});

// Names and attributes were written as they came.
const wrong = "\r\n;";
test.each([
  ...[...wrong].flatMap((character) => [
    [`a${character}b`, {}, "has no token for a name"] as const,
    ["a", { path: `/${character}` }, "needs a path of visible ASCII without ;"] as const,
    ["a", { domain: `a${character}b` }, "needs a host name for its domain"] as const,
    ["a", { sameSite: `lax${character}` }, "needs strict, lax or none for sameSite"] as const,
    ["a", { maxAgeSeconds: `1${character}` }, "lasts whole seconds, from 0 to 34560000"] as const,
  ]),
  ["", {}, "has no token for a name"],
  ["\u00a0__Host-a", {}, "has no token for a name"],
  ["a=b", {}, "has no token for a name"],
  ["a", { path: "a" }, "needs a path"],
  ["a", { path: "/ä" }, "needs a path"],
  ["a", { domain: ".a.example" }, "needs a host name"],
  ["a", { domain: "" }, "needs a host name"],
  ["a", { maxAgeSeconds: -1 }, "lasts whole seconds"],
  ["a", { maxAgeSeconds: 34_560_001 }, "lasts whole seconds"],
  ["a", { maxAgeSeconds: Number.NaN }, "lasts whole seconds"],
  ["a", { sameSite: "Lax" }, "needs strict, lax or none"],
  ["a", { secure: "no" }, "needs true or false for secure"],
  ["a", { priority: "high" }, "has no attribute priority"],
  ["a", { secure: false, sameSite: "none" }, "must be secure, as sameSite is none"],
  ["a", { secure: false, partitioned: true }, "must be secure, as it is partitioned"],
  ["__Host-a", { secure: false }, "must be secure, as its prefix says"],
  ["__host-a", { secure: false }, "must be secure, as its prefix says"],
  ["__Secure-a", { secure: false }, "must be secure, as its prefix says"],
  ["__Host-a", { path: "/a" }, "must have the path / and no domain"],
  ["__HOST-a", { domain: "a.example" }, "must have the path / and no domain"],
  ["a", { secrets: [] }, "needs a list of secrets of 32 bytes or more each"],
  ["a", { secrets: "s".repeat(40) }, "needs a list of secrets"],
  ["a", { secrets: [newer, "short"] }, "needs a list of secrets"],
] as const)(
  "CVE-2026-56762, CVE-2026-47675: the cookie %j with %j is refused when declared",
  (name, options, problem) => {
    expect(() => signedCookie(name, { secrets, ...options } as unknown as SignedCookieOptions)).toThrow(
      problem,
    );
  },
);

describe.each([...forms])("%s", (form) => {
  const user = signedCookie("user", { secrets });
  const color = signedCookie("color", { secrets });
  const subject = app()
    .post("/login", (c) => {
      user.set(c, "ann");
      color.set(c, "red");
    })
    .get("/me", (c) => user.get(c) ?? "nobody");

  test("two cookies stay two fields", async () => {
    const response = await app().mount("/", subject).request("/login", { method: "POST" });
    expect(response.headers.getSetCookie().map((field) => field.split("=")[0])).toEqual(["user", "color"]);
  });

  test("a cookie comes back", async () => {
    const headers = { cookie: sent({ secrets }, "ann") };
    expect((await exchange(subject, form, "/me", { headers })).body).toBe("ann");
    expect((await exchange(subject, form, "/me", { headers: { cookie: "user=ann" } })).body).toBe("nobody");
  });
});
