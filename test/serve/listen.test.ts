import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { app } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import { run, startServer } from "../cli/support/processes.ts";
import { appModule, createWorkspace } from "../cli/support/workspace.ts";
import { createCertificate, testWithOpenssl } from "../support/certificate.ts";
import { createDirectory } from "../support/directory.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

/** An app whose handler tells that it was entered, and waits until it is let go. */
function createHeld(): { readonly held: App; readonly entered: Promise<void>; readonly letGo: () => void } {
  const entered = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const held = app({ log: () => {} }).get("/slow", async () => {
    entered.resolve();
    await released.promise;
    return "done";
  });
  return { held, entered: entered.promise, letGo: released.resolve };
}

const { PORT } = process.env;

afterEach(() => {
  if (PORT === undefined) delete process.env["PORT"];
  else process.env["PORT"] = PORT;
});

describe("where it listens", () => {
  test("port 0 takes a free port, which the url tells", async () => {
    await using server = await app().get("/health", "ok").listen(local);
    expect(server.port).toBeGreaterThan(0);
    expect(server.url.port).toBe(String(server.port));
    expect(await (await fetch(new URL("/health", server.url))).text()).toBe("ok");
  });

  test("two servers on port 0 have ports of their own", async () => {
    const subject = app().get("/health", "ok");
    await using first = await subject.listen(local);
    await using second = await subject.listen(local);
    expect(first.port).not.toBe(second.port);
  });

  test("a port is shared where both servers say so", async () => {
    const subject = app().get("/health", "ok");
    await using first = await subject.listen({ ...local, reusePort: true });
    await using second = await subject.listen({ ...local, port: first.port, reusePort: true });
    expect([second.port, await (await fetch(new URL("/health", second.url))).text()]).toEqual([
      first.port,
      "ok",
    ]);
    const alone = subject.listen({ ...local, port: first.port });
    await expect(alone).rejects.toThrow("Is port");
  });

  testWithOpenssl("with a key and a certificate it speaks HTTPS, and nothing else", async () => {
    await using directory = await createDirectory({});
    const [key, cert] = [join(directory.path, "key.pem"), join(directory.path, "cert.pem")];
    await createCertificate(key, cert);
    const subject = app().get("/where/:id", ({ url }) => url.href);
    await using server = await subject.listen({
      ...local,
      tls: { key: Bun.file(key), cert: Bun.file(cert) },
    });
    const target = new URL("/where/7", server.url);
    expect(target.protocol).toBe("https:");
    const answer = await fetch(target, { tls: { ca: Bun.file(cert) } });
    expect([answer.status, await answer.text()]).toEqual([200, target.href]);
    const plain = fetch(`http://127.0.0.1:${server.port}/where/7`).then(({ status }) => status);
    expect(await plain.catch(() => "no answer")).toBe("no answer");
  });

  test("a port that another server of the same kind has is refused, not shared", async () => {
    const subject = app().get("/health", "ok");
    await using first = await subject.listen(local);
    const again = subject.listen({ ...local, port: first.port });
    await expect(again).rejects.toThrow(`Is port ${first.port} in use?`);
  });

  test("so is one of another process that Bun serves the same app for", async () => {
    await using workspace = await createWorkspace({ "app.ts": appModule('.get("/health", "ok")') });
    const command = [process.execPath, "app.ts"];
    await using first = await startServer(command, { cwd: workspace.path });
    const env = { PORT: String(first.port) };
    const { exitCode, stderr } = await run(command, { cwd: workspace.path, env });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`Is port ${first.port} in use?`)]);
  });

  test("PORT is taken where no port is given", async () => {
    process.env["PORT"] = "0";
    await using server = await app().get("/health", "ok").listen({ hostname: "127.0.0.1", signals: false });
    expect(server.port).toBeGreaterThan(0);
  });

  test("a given port goes before PORT", async () => {
    process.env["PORT"] = "no port";
    await using server = await app().get("/health", "ok").listen(local);
    expect(server.port).toBeGreaterThan(0);
  });

  for (const text of ["http", "-1", "65536", "80.5", "NaN", "1e9", "3000 4000"]) {
    test(`PORT=${text} is refused`, async () => {
      process.env["PORT"] = text;
      const listening = app().get("/health", "ok").listen({ signals: false });
      const shown = String(Number(text));
      await expect(listening).rejects.toThrow(
        new RangeError(`The environment variable PORT must be a whole number from 0 to 65535, not ${shown}.`),
      );
    });
  }

  const unfit = [
    [{ port: -1 }, "port must be a whole number from 0 to 65535, not -1."],
    [{ port: 65_536 }, "port must be a whole number from 0 to 65535, not 65536."],
    [{ port: 1.5 }, "port must be a whole number from 0 to 65535, not 1.5."],
    [{ idleTimeoutSeconds: 256 }, "idleTimeoutSeconds must be a whole number from 0 to 255, not 256."],
    [{ idleTimeoutSeconds: Number.NaN }, "idleTimeoutSeconds must be a whole number from 0 to 255, not NaN."],
    [
      { shutdownTimeoutMs: -5 },
      `shutdownTimeoutMs must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not -5.`,
    ],
  ] as const;
  for (const [options, message] of unfit) {
    test(`${JSON.stringify(options)} is refused`, async () => {
      const listening = app()
        .get("/health", "ok")
        .listen({ ...local, ...options });
      await expect(listening).rejects.toThrow(new RangeError(message));
    });
  }
});

describe("stop", () => {
  test("waits for a request in flight", async () => {
    const { held, entered, letGo } = createHeld();
    const server = await held.listen(local);
    const answer = fetch(new URL("/slow", server.url));
    await entered;
    const stopped = server.stop();
    letGo();
    expect(await (await answer).text()).toBe("done");
    await stopped;
  });

  test("is not done while a request is in flight", async () => {
    const { held, entered, letGo } = createHeld();
    const server = await held.listen(local);
    const events: string[] = [];
    const answer = fetch(new URL("/slow", server.url)).then(() => events.push("answered"));
    await entered;
    const stopped = server.stop().then(() => events.push("stopped"));
    // A whole turn through another server, in which a stop that did not wait would end.
    await using other = await app().get("/health", "ok").listen(local);
    await fetch(new URL("/health", other.url));
    expect(events).toEqual([]);
    letGo();
    await Promise.all([answer, stopped]);
    expect(events.toSorted()).toEqual(["answered", "stopped"]);
  });

  test("cuts at its deadline what is still in flight", async () => {
    const { held, entered } = createHeld();
    const server = await held.listen({ ...local, shutdownTimeoutMs: 20 });
    const answer = fetch(new URL("/slow", server.url)).then(
      () => "answered",
      () => "cut",
    );
    await entered;
    await server.stop();
    expect(await answer).toBe("cut");
  });

  test("accepts no connection any more", async () => {
    const server = await app().get("/health", "ok").listen(local);
    await server.stop();
    await expect(fetch(new URL("/health", server.url))).rejects.toThrow();
  });

  test("twice is once", async () => {
    const server = await app().get("/health", "ok").listen(local);
    await Promise.all([server.stop(), server.stop()]);
    expect(await server.stop()).toBeUndefined();
  });

  test("comes at the end of an await using block", async () => {
    let url: URL;
    {
      await using server = await app().get("/health", "ok").listen(local);
      ({ url } = server);
    }
    await expect(fetch(new URL("/health", url))).rejects.toThrow();
  });
});

test("a route may have another idle timeout than its server", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const subject = app()
    .get("/short", () => promise)
    .get("/long", { idleTimeoutSeconds: 0 }, async () => (await promise, "in the end"));
  await using server = await subject.listen({
    port: 0,
    hostname: "127.0.0.1",
    signals: false,
    idleTimeoutSeconds: 1,
  });
  const long = fetch(new URL("/long", server.url));
  expect(fetch(new URL("/short", server.url))).rejects.toThrow();
  await fetch(new URL("/short", server.url)).catch(() => {});
  resolve();
  expect(await (await long).text()).toBe("in the end");
}, 20_000);
