import { expect, test } from "bun:test";
import { Inbox } from "../../src/sockets/inbox.ts";

test("steps that do not wait are done at once", () => {
  const seen: number[] = [];
  const inbox = new Inbox(0);
  expect([inbox.add(() => seen.push(1)), inbox.add(() => seen.push(2))]).toEqual([true, true]);
  expect(seen).toEqual([1, 2]);
});

test("a step that a step causes is done after it", async () => {
  const seen: string[] = [];
  const inbox = new Inbox(1);
  const inner = Promise.withResolvers<void>();
  inbox.add(() => {
    inbox.add(() => {
      seen.push("inner");
      inner.resolve();
    });
    seen.push("outer");
  });
  await inner.promise;
  expect(seen).toEqual(["outer", "inner"]);
});

test("no more than the limit wait, and the last step takes the place of those that do", async () => {
  const seen: number[] = [];
  const gate = Promise.withResolvers<void>();
  const last = Promise.withResolvers<void>();
  const inbox = new Inbox(2);
  inbox.add(() => gate.promise);
  expect([1, 2, 3].map((number) => inbox.add(() => seen.push(number)))).toEqual([true, true, false]);
  inbox.end(() => {
    seen.push(9);
    last.resolve();
  });
  gate.resolve();
  await last.promise;
  expect(seen).toEqual([9]);
});
