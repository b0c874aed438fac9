import type { App } from "../../../src/bunsen.ts";
import { answerTarget } from "../../../src/serve/in-process.ts";
import { listen } from "../../../src/serve/listen.ts";
import { type Form, forms, tableOf } from "../../support/app-forms.ts";

/** How an app is asked. */
export type Way = `${Form}, ${"in process" | "over a socket"}`;
export const ways: readonly Way[] = forms.flatMap((form): Way[] => [
  `${form}, in process`,
  `${form}, over a socket`,
]);

/** An answer, read. */
export interface Page {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  /** Its Set-Cookie fields. */
  readonly cookies: readonly string[];
}

/** A client that keeps cookies, as a browser does. Several can ask one server. */
export class Browser {
  readonly cookies: Map<string, string>;
  readonly #send: (target: string, init: RequestInit) => Promise<Response>;
  readonly #stop: () => Promise<void>;

  constructor(
    send: (target: string, init: RequestInit) => Promise<Response>,
    stop: () => Promise<void>,
    cookies: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#send = send;
    this.#stop = stop;
    this.cookies = new Map(cookies);
  }

  /** Another one at the same server, which has the same cookies now. */
  copy(): Browser {
    return new Browser(this.#send, this.#stop, this.cookies);
  }

  /** Another one at the same server, without any cookies. */
  other(): Browser {
    return new Browser(this.#send, this.#stop);
  }

  get(target: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.ask("GET", target, headers);
  }

  post(target: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.ask("POST", target, headers);
  }

  async ask(method: string, target: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = { ...headers, ...(cookie === "" ? {} : { cookie }) };
    const response = await this.#send(target, { method, headers: sent, redirect: "manual" });
    const cookies = response.headers.getSetCookie();
    for (const field of cookies) this.#keep(field);
    return { status: response.status, body: await response.text(), headers: response.headers, cookies };
  }

  #keep(field: string): void {
    const { name, value, maxAge } = Bun.Cookie.parse(field);
    if (maxAge === 0) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

/** A browser at an app, served in one of its forms. */
export async function browse(subject: Pick<App, "definition">, way: Way): Promise<Browser> {
  const [form, transport] = way.split(", ") as [Form, string];
  const table = await tableOf(subject, form);
  if (transport === "in process")
    return new Browser(
      (target, init) => answerTarget(table, target, init),
      async () => {},
    );
  const server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
  return new Browser(
    (target, init) => fetch(new URL(target, server.url), init),
    () => server.stop(),
  );
}
