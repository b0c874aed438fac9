import { expect, test } from "bun:test";
import fc from "fast-check";
import { WaitingLine } from "../../src/pool/waiting-line.ts";

test("what is given goes to who came first", async () => {
  const line = new WaitingLine<string>();
  const waiting = [line.wait(), line.wait()];
  expect([line.give("one"), line.give("two"), line.give("three"), line.length]).toEqual([
    true,
    true,
    false,
    0,
  ]);
  expect(await Promise.all(waiting)).toEqual(["one", "two"]);
});

test("who leaves is given nothing", async () => {
  const line = new WaitingLine<string>();
  const leaving = new AbortController();
  const first = line.wait({ signal: leaving.signal });
  const second = line.wait();
  leaving.abort(new Error("left"));
  line.give("one");
  expect(await second).toBe("one");
  await expect(first).rejects.toThrow("left");
});

test("who was given something has it, even when leaving right after", async () => {
  const line = new WaitingLine<string>();
  const leaving = new AbortController();
  const first = line.wait({ signal: leaving.signal });
  line.give("one");
  leaving.abort();
  expect(await first).toBe("one");
});

test("a signal that has aborted does not join, and its reason is told", async () => {
  const line = new WaitingLine<string>();
  await expect(line.wait({ signal: AbortSignal.abort(new Error("left")) })).rejects.toThrow("left");
  expect(line.length).toBe(0);
});

test("who waits too long is sent away", async () => {
  const line = new WaitingLine<string>();
  const waiting = line.wait({ timeoutMs: 1, timedOut: () => new Error("too long") });
  await expect(waiting).rejects.toThrow("too long");
  expect([line.length, line.give("one")]).toEqual([0, false]);
});

test("any order of joining, leaving and giving is that of a list", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constantFrom("join", "give", "fail"), fc.nat({ max: 9 })), { maxLength: 60 }),
      async (steps) => {
        const line = new WaitingLine<number>();
        const told: string[] = [];
        const expected: string[] = [];
        let model: { id: number; leave: AbortController }[] = [];
        for (const [index, step] of steps.entries()) {
          if (step === "join") {
            const leave = new AbortController();
            model.push({ id: index, leave });
            void line.wait({ signal: leave.signal }).then(
              (value) => told.push(`${index} got ${value}`),
              (error: unknown) => told.push(`${index} ${String(error)}`),
            );
          } else if (step === "give" || step === "fail") {
            const first = model.shift();
            expect(step === "give" ? line.give(index) : line.fail(index)).toBe(first !== undefined);
            if (first !== undefined) expected.push(`${first.id} ${step === "give" ? "got " : ""}${index}`);
          } else {
            const one = model[step];
            one?.leave.abort("left");
            if (one !== undefined) expected.push(`${one.id} left`);
            model = model.filter((other) => other !== one);
          }
          expect(line.length).toBe(model.length);
        }
        await Promise.resolve();
        expect(told).toEqual(expected);
      },
    ),
    { numRuns: 300, seed: 1 },
  ));
