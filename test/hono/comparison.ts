/** An app of either framework: both answer requests in-process. */
export interface Side {
  request(target: string, init?: RequestInit): Response | Promise<Response>;
  /** Takes what was logged since it was last asked. */
  readonly takeLog?: () => readonly string[];
}

/** One request, and why it is answered differently. */
export interface Row {
  /** How the page tells it. Default: method, target and header fields. */
  readonly told?: string;
  readonly target?: string;
  readonly init?: RequestInit;
  /** What of the answers is compared beside the status. Default: the fields of its setting. */
  readonly fields?: readonly string[];
  /** Names of reasons. None where both answers are the same. */
  readonly why?: readonly string[];
}

/** The same middleware in both, set up alike. */
export interface Setting {
  /** Code that the page shows. */
  readonly hono: string;
  readonly bunsen: string;
  /** Either may throw: then it refuses the setting. */
  readonly sides: { readonly hono: () => Side; readonly bunsen: () => Side };
  /** Names of header fields; `body` and `log` stand for those. */
  readonly fields: readonly string[];
  readonly rows: readonly Row[];
}

/** Why answers differ. */
export interface Reason {
  /** The fields that it is the reason for, `status` and `body` as well; none where for the whole answer. */
  readonly of?: readonly string[];
  /** A sentence. */
  readonly text: string;
}

/** All that is compared of one middleware. */
export interface Comparison {
  readonly title: string;
  readonly reasons: Readonly<Record<string, Reason>>;
  readonly settings: readonly Setting[];
}

/** A row with what both answered. */
export interface Compared {
  readonly row: Row;
  readonly hono: Answer;
  readonly bunsen: Answer;
  /** The fields whose values differ. */
  readonly differing: readonly string[];
}

/** Values by field, the status first. */
export type Answer = ReadonlyMap<string, string>;

/** Asks both sides of a setting. */
export async function compare({ sides, rows, fields }: Setting): Promise<Compared[]> {
  const [one, other] = [start(sides.hono), start(sides.bunsen)];
  const compared: Compared[] = [];
  for (const row of rows) {
    const names = row.fields ?? fields;
    const [hono, bunsen] = [await ask(one, row, names), await ask(other, row, names)];
    const isDifferent = (name: string): boolean =>
      comparable(name, hono.get(name)) !== comparable(name, bunsen.get(name));
    compared.push({ row, hono, bunsen, differing: ["status", ...names].filter(isDifferent) });
  }
  return compared;
}

function start(create: () => Side): Side | undefined {
  try {
    return create();
  } catch {
    return undefined;
  }
}

async function ask(side: Side | undefined, row: Row, names: readonly string[]): Promise<Answer> {
  if (side === undefined) return new Map([["status", "refused at start"]]);
  const response = await side.request(row.target ?? "/", row.init);
  const body = await response.text();
  const log = side.takeLog?.().join("\n") ?? "";
  const given = names.map((name): [string, string | null] => {
    if (name === "body" || name === "log") return [name, (name === "body" ? body : log) || null];
    return [name, response.headers.get(name)];
  });
  const told = given.flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, plain(value)]],
  );
  return new Map([["status", String(response.status)], ...told]);
}

/** Without colours, and times, which are another each time. */
const plain = (text: string): string =>
  Bun.stripANSI(text)
    .replaceAll(/dur=[\d.]+/g, "dur=0")
    .replaceAll(/"durationMs":[\d.]+/g, '"durationMs":0')
    .replaceAll(/ \d+ms$/gm, " 0ms");

const lists = ["vary", "access-control-allow-headers", "access-control-allow-methods"];

/** Lists are the same in any case and order, and with any space. */
function comparable(name: string, value: string | undefined): string | undefined {
  if (value === undefined || !lists.includes(name)) return value;
  const items = value.toLowerCase().split(",");
  return items
    .map((item) => item.trim())
    .toSorted()
    .join();
}
