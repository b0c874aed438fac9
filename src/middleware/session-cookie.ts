import { type Seal, createSeal } from "../http/sealed-text.ts";
import type { SessionSettings } from "./session-options.ts";

/** What has the cookies of a request. */
interface HasCookies {
  readonly cookieMap: Bun.CookieMap;
}

/** What browsers take of a Set-Cookie field. */
const limitBytes = 4096;

/** The sealed cookie of a session. */
export class SessionCookieJar {
  readonly #cookie: SessionSettings["cookie"];
  readonly #seal: Seal;
  readonly #now: () => number;

  /** @param purpose keeps cookies with data apart from those with ids */
  constructor({ cookie, secrets, now }: SessionSettings, purpose: "data" | "id") {
    this.#cookie = cookie;
    this.#seal = createSeal(secrets, `bunsen session ${purpose}`);
    this.#now = now;
  }

  /** What was written; undefined where there is no such cookie, or none that is valid. */
  read({ cookieMap }: HasCookies): string | undefined {
    const sealed = cookieMap.get(this.#cookie.name);
    if (sealed === null || sealed === undefined) return undefined;
    return this.#seal.open(sealed, this.#cookie.name, Math.floor(this.#now() / 1000));
  }

  /** @throws {RangeError} where the Set-Cookie field would have more bytes than browsers take */
  write({ cookieMap }: HasCookies, text: string, endsAtMs: number): void {
    const value = this.#seal.seal(text, this.#cookie.name, Math.ceil(endsAtMs / 1000));
    const field = { ...this.#fields(), value, maxAge: Math.ceil((endsAtMs - this.#now()) / 1000) };
    checkSize(new Bun.Cookie(field).serialize().length);
    cookieMap.set(field);
  }

  /** Removes it where the client sent one, valid or not. Whether it did. */
  remove({ cookieMap }: HasCookies): boolean {
    if (!cookieMap.has(this.#cookie.name)) return false;
    cookieMap.set({ ...this.#fields(), value: "", maxAge: 0 });
    return true;
  }

  #fields(): Bun.CookieInit & { readonly name: string } {
    return { ...this.#cookie, httpOnly: true };
  }
}

function checkSize(bytes: number): void {
  if (bytes <= limitBytes) return;
  throw new RangeError(
    `The session has ${bytes} bytes as a cookie; browsers take ${limitBytes}. Keep less in it, or give session a store.`,
  );
}
