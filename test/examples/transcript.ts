/** A `curl` command of a README, and the answer that is printed under it. */
export interface Visit {
  readonly command: string;
  readonly answer: string;
}

/** The request that a command stands for. */
interface Curl {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the head of the answer is printed, too (`-i`, `-I`). */
  readonly printsHead: boolean;
}

/** The visits in the `console` blocks of a README. */
export function readTranscript(markdown: string): Visit[] {
  const blocks = [...markdown.matchAll(/^```console\n([^]*?)^```$/gm)].map(([, block = ""]) => block);
  // A line that ends with a backslash goes on.
  return blocks.flatMap((block) =>
    [...block.matchAll(/^\$ ((?:.*\\\n)*.*)\n([^]*?)(?=^\$ |$(?![^]))/gm)].map(
      ([, command = "", answer = ""]) => ({
        command: command.replaceAll(/\\\n\s*/g, ""),
        answer: answer.trimEnd(),
      }),
    ),
  );
}

/** The commands of the `sh` blocks of a README, without comments. */
export function readCommands(markdown: string): string[][] {
  const blocks = [...markdown.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .trimEnd()
      .split("\n")
      .map((line) => readWords(line.replace(/ +#.*$/, ""))),
  );
}

/**
 * Sends what a command stands for to a server, and gives what `curl` would print.
 *
 * @param origin takes the place of `localhost:3000`
 */
export async function replay(command: string, origin: URL): Promise<string> {
  const { url, method, headers, body, printsHead } = readCurl(command);
  const target = url.replace(/^localhost:3000/, origin.host);
  if (target === url) throw new Error(`${command} goes elsewhere than to localhost:3000.`);
  const init = body === undefined ? { method, headers } : { method, headers, body };
  const response = await fetch(`http://${target}`, init);
  const text = await response.text();
  if (!printsHead) return text;
  const fields = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${response.status} ${response.statusText}`, ...fields, "", text].join("\n").trimEnd();
}

/** A printed answer as it can be compared: header names in lower case and in order, without times. */
export function comparable(answer: string): string {
  const text = answer.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
  if (!text.startsWith("HTTP/1.1 ")) return text;
  const [head = "", ...body] = text.split("\n\n");
  const [statusLine = "", ...fields] = head.split("\n");
  const sorted = fields
    .map((field) => field.replace(/^[^:]+/, (name) => name.toLowerCase()))
    .filter((field) => !field.startsWith("date:"))
    .toSorted();
  return [[statusLine, ...sorted].join("\n"), ...body].join("\n\n");
}

function readCurl(command: string): Curl {
  const [program, ...words] = readWords(command);
  if (program !== "curl") throw new Error(`${command} is no curl command.`);
  const headers: Record<string, string> = { accept: "*/*" };
  const seen: { url?: string; method?: string; body?: string; printsHead?: boolean } = {};
  const options: Readonly<Record<string, (next: () => string) => void>> = {
    "-i": () => (seen.printsHead = true),
    "-I": () => ((seen.printsHead = true), (seen.method = "HEAD")),
    "-X": (next) => (seen.method = next()),
    "-H": (next) => {
      const [, name = "", value = ""] = /^([^:]+): *(.*)$/.exec(next()) ?? [];
      headers[name.toLowerCase()] = value;
    },
    "--json": (next) => {
      seen.body = next();
      headers["content-type"] = headers.accept = "application/json";
    },
  };
  while (words.length > 0) {
    const word = words.shift() ?? "";
    const option = options[word];
    if (option !== undefined) option(() => words.shift() ?? "");
    else if (word.startsWith("-") || seen.url !== undefined)
      throw new Error(`${command}: ${word} is not known here.`);
    else seen.url = word;
  }
  const { url = "", body, method = body === undefined ? "GET" : "POST", printsHead = false } = seen;
  return { url, method, headers, body, printsHead };
}

/** The words of a command line, as a shell splits them: by spaces outside of quotes. */
const readWords = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? "",
  );
