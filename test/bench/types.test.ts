import { expect, test } from "bun:test";
import { join } from "node:path";
import { checkTypes } from "../../bench/types/check.ts";
import { clients } from "../../bench/types/clients.ts";
import { servers } from "../../bench/types/servers.ts";
import { createWorkspace } from "../../bench/types/workspace.ts";

const { signal } = new AbortController();

test("programs of all contenders are without faults, and a fault is told", async () => {
  await using workspace = await createWorkspace();
  for (const name of Object.keys(servers)) {
    const directory = await workspace.write(name, 50);
    const projects = name in clients ? ["server.json", "client.json"] : ["server.json"];
    for (const project of projects) {
      const { seconds, fault } = await checkTypes(join(directory, project), signal);
      expect([name, project, fault]).toEqual([name, project, undefined]);
      expect(seconds).toBeGreaterThan(0);
    }
  }
  const few = await workspace.write("elysia", 40);
  const { fault } = await checkTypes(join(few, "client.json"), signal);
  expect(fault).toStartWith("error TS");
  const ended = await checkTypes(join(few, "server.json"), signal, 0.05);
  expect(ended.fault).toStartWith("not done in 0.05 s");
}, 120_000);
