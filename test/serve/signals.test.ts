import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";

let directory: string;

beforeAll(async () => {
  const parent = join(root, ".bunsen");
  await mkdir(parent, { recursive: true });
  directory = await mkdtemp(join(parent, "signals-"));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

// The handler says when it was entered and when the signal came, and answers when a line is written to it.
const definition = `
import { app } from ${JSON.stringify(join(root, "src/bunsen.ts"))};

const subject = app().get("/health", "ok").get("/slow/:id", async ({ params }) => {
  const signalled = new Promise((resolve) => process.once(process.env.SIGNAL ?? "SIGTERM", resolve));
  console.log("entered");
  await signalled;
  console.log("signalled");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  return "done " + params.id;
});
`;

const listening = `${definition}
const server = await subject.listen({ hostname: "127.0.0.1" });
console.log("listening " + server.url);
`;

const exported = `${definition}
export default subject;
`;

interface Child {
  readonly process: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly url: URL;
  /** Waits for a line of its output. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
}

async function start(name: string, source: string, env: Record<string, string> = {}): Promise<Child> {
  const file = join(directory, `${name}.ts`);
  await Bun.write(file, source);
  const child = Bun.spawn([process.execPath, "run", file], {
    env: { ...process.env, PORT: "0", NO_COLOR: "1", ...env },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const line = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(text);
      if (found) return found;
      const { done, value } = await reader.read();
      if (done) throw new Error(`The process ended before it wrote ${String(pattern)}: ${text}`);
      text += value;
    }
  };
  const [, url = ""] = await line(/(http:\/\/\S+:\d+)\/?\s/);
  return { process: child, url: new URL(url.replace("localhost", "127.0.0.1")), line };
}

const letGo = (child: Child): void => {
  child.process.stdin.write("go\n");
  child.process.stdin.flush();
};

const sources = { "a server of listen": listening, "an app that is the default export": exported } as const;

for (const [name, source] of Object.entries(sources)) {
  describe(name, () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      test(`answers the request in flight after ${signal}, and ends with 0`, async () => {
        const child = await start(`drain-${signal}`, source, { SIGNAL: signal });
        const answer = fetch(new URL("/slow/7", child.url));
        await child.line(/entered/);
        child.process.kill(signal);
        await child.line(/signalled/);
        letGo(child);
        expect(await (await answer).text()).toBe("done 7");
        expect(await child.process.exited).toBe(0);
      });
    }

    test("ends with 0 where nothing is in flight", async () => {
      const child = await start("idle", source);
      expect(await (await fetch(new URL("/health", child.url))).text()).toBe("ok");
      child.process.kill("SIGTERM");
      expect(await child.process.exited).toBe(0);
    });

    test("ends at once by a second signal", async () => {
      const child = await start("twice", source);
      const answer = fetch(new URL("/slow/7", child.url)).then(
        () => "answered",
        () => "cut",
      );
      await child.line(/entered/);
      child.process.kill("SIGTERM");
      await child.line(/signalled/);
      child.process.kill("SIGTERM");
      expect(await child.process.exited).toBe(143);
      expect(await answer).toBe("cut");
    });

    test("accepts no new connection while it drains", async () => {
      const child = await start("closed", source);
      const answer = fetch(new URL("/slow/7", child.url));
      await child.line(/entered/);
      child.process.kill("SIGTERM");
      await child.line(/signalled/);
      const late = fetch(new URL("/health", child.url), { keepalive: false });
      await expect(late).rejects.toThrow();
      letGo(child);
      expect(await (await answer).text()).toBe("done 7");
      expect(await child.process.exited).toBe(0);
    });
  });
}
