import { describe, expect, test } from "bun:test";
import { type App, app, middleware } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";

/** Where a request is held until another one came as far. */
class Gate {
  #waiting: (() => void)[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  async pass(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (this.#waiting.length === this.#size) for (const go of this.#waiting.splice(0).toReversed()) go();
    await promise;
  }
}

const nameOf = ({ request }: { readonly request: Request }): string => request.headers.get("x-name") ?? "";

/** Every hook adds or reads what is the request's own, and lets the other requests in between. */
function createApp(gates: readonly Gate[]): App {
  const who = middleware({
    name: "who",
    async before(c) {
      const name = nameOf(c);
      await gates[0]?.pass();
      return { who: name };
    },
    after: (c, { headers }) => headers.set("x-who", c.who ?? ""),
  });
  const again = middleware({
    name: "again",
    before: (c) => ({ again: nameOf(c), shared: { name: nameOf(c) } }),
    async after(c, { headers }) {
      await gates[2]?.pass();
      headers.set("x-again", `${c.again} ${c.cookieMap.get("name")}`);
    },
  });
  return app()
    .use(who, again)
    .get("/:id", async (c) => {
      await gates[1]?.pass();
      return [c.who, c.again, c.shared.name, nameOf(c), c.params.id].join();
    }) as App;
}

const init = (name: string): RequestInit => ({ headers: { "x-name": name, cookie: `name=${name}` } });
const told = async (response: Response): Promise<string[]> => [
  await response.text(),
  response.headers.get("x-who") ?? "",
  response.headers.get("x-again") ?? "",
];
const expected = (name: string): string[] => [[name, name, name, name, name].join(), name, `${name} ${name}`];

describe.each([...forms])("GHSA-f23p-vx2j-j53r / CVE-2026-71850, GHSA-hvrm-45r6-mjfj, %s", (form) => {
  test.each([2, 200])("%d requests that overlap at every hook see their own context", async (count) => {
    const gates = [0, 1, 2].map(() => new Gate(count));
    const table = await tableOf(createApp(gates), form);
    const names = Array.from({ length: count }, (_, index) => `n${index}`);
    const answers = names.map(async (name) => told(await answerTarget(table, `/${name}`, init(name))));
    expect(await Promise.all(answers)).toEqual(names.map(expected));
  });

  test("so do those over a socket", async () => {
    const gates = [0, 1, 2].map(() => new Gate(20));
    const table = await tableOf(createApp(gates), form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    const answers = names.map(async (name) => told(await fetch(new URL(name, server.url), init(name))));
    expect(await Promise.all(answers)).toEqual(names.map(expected));
  });
});
