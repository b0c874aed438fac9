import { expect, setDefaultTimeout, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { readTranscript } from "../examples/transcript.ts";
import { RunningProcess } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { readPage } from "../support/doc-page.ts";
import { Reader, comparable } from "../support/reader.ts";

setDefaultTimeout(60_000);

const { text: page, blocks } = await readPage("docs/deployment.md");
const ofKind = (kind: string): string => blocks.find((block) => block.kind === kind)?.text ?? "";
const fileNamed = (name: string): string => blocks.find(({ file }) => file === name)?.text ?? "";

/** The times that the page's `listen` has, in milliseconds. */
const [, readinessDelayMs = 0, shutdownTimeoutMs = 0] =
  /readinessDelayMs: ([\d_]+), shutdownTimeoutMs: ([\d_]+)/
    .exec(fileNamed("server.ts"))
    ?.map((number) => Number(number.replaceAll("_", ""))) ?? [];

test("each command does what the page shows", async () => {
  const program = `#!/bin/sh\nexec ${process.execPath} ${join(root, "src/cli.ts")} "$@"\n`;
  await using workspace = await createWorkspace({ "app.ts": fileNamed("app.ts"), "bin/bunsen": program });
  await chmod(join(workspace.path, "bin/bunsen"), 0o755);
  const env = { PATH: `${join(workspace.path, "bin")}:${process.env.PATH}` };
  await using reader = new Reader(workspace.path, env);
  for (const { command, answer } of readTranscript(page))
    expect({ command, answer: comparable(await reader.do(command)) }).toEqual({ command, answer });
});

test("its server goes on for readinessDelayMs after SIGTERM, while it is not ready, and ends with 0", async () => {
  const program = fileNamed("server.ts").replace("readinessDelayMs: 5000", "readinessDelayMs: 2000");
  // The page's program tells nothing; a test has to learn its port.
  const telling = `${program.trim().replace(/;$/, "")}.then(({ url }) => console.log(\`at \${url.origin}\`));\n`;
  await using workspace = await createWorkspace({ "server.ts": telling });
  const env = { PORT: "0" };
  await using server = new RunningProcess([process.execPath, "server.ts"], { cwd: workspace.path, env });
  const [, origin = ""] = await server.waitFor(/^at (\S+)$/m);
  const statuses = async (): Promise<number[]> => {
    const answers = ["/ready", "/"].map((path) => fetch(`${origin}${path}`, { keepalive: false }));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  expect(await statuses()).toEqual([200, 200]);
  server.kill("SIGTERM");
  let last = await statuses();
  while (last[0] === 200) last = await statuses();
  expect(last).toEqual([503, 200]);
  expect(await server.exited).toBe(0);
});

test("its Dockerfile is that of bunsen new", async () => {
  expect(ofKind("dockerfile")).toBe(await Bun.file(join(root, "examples/starter/Dockerfile")).text());
});

test("its unit starts what the page has started, and waits longer than the server", () => {
  const unit = ofKind("ini");
  const [, command = ""] = /^ExecStart=\/usr\/local\/bin\/(.*)$/m.exec(unit) ?? [];
  expect(readTranscript(page).map((visit) => visit.command)).toContain(`${command} &`);
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
});

test("its pod is asked where the app answers, and waits longer than the server", async () => {
  interface Probe {
    readonly httpGet: { readonly path: string; readonly port: number };
  }
  interface Deployment {
    readonly spec: {
      readonly template: {
        readonly spec: {
          readonly terminationGracePeriodSeconds: number;
          readonly containers: readonly Record<`${"liveness" | "readiness" | "startup"}Probe`, Probe>[];
        };
      };
    };
  }
  const { spec } = (Bun.YAML.parse(ofKind("yaml")) as Deployment).spec.template;
  const probes = spec.containers.map(({ startupProbe, readinessProbe, livenessProbe }) =>
    [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.path),
  );
  expect(probes).toEqual([["/ready", "/ready", "/health"]]);
  const times = [
    spec.terminationGracePeriodSeconds * 1000,
    Number(shutdownTimeoutMs),
    Number(readinessDelayMs),
  ];
  expect(times).toEqual([30_000, 25_000, 5000]);
});

test("its proxy sets what trustProxy reads", () => {
  const fields = [...ofKind("nginx").matchAll(/proxy_set_header (X-\S+)/g)].map(([, name]) => name);
  expect(fields).toEqual(["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"]);
});
