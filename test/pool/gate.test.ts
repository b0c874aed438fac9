import { expect, test } from "bun:test";
import { Gate } from "../../src/pool/gate.ts";

const { signal } = new AbortController();

test("who leaves lets the next one in, in order", async () => {
  const gate = new Gate(1, 10);
  await gate.enter(signal);
  const entered: string[] = [];
  const [second, third] = ["second", "third"].map((name) =>
    gate.enter(signal).then(() => entered.push(name)),
  );
  expect([gate.active, gate.waiting, entered]).toEqual([1, 2, []]);
  gate.leave();
  await second;
  expect([gate.active, gate.waiting, entered]).toEqual([1, 1, ["second"]]);
  gate.leave();
  await third;
  gate.leave();
  expect([gate.active, gate.waiting, entered]).toEqual([0, 0, ["second", "third"]]);
});

test("who gives up takes no place, and too many do not wait", async () => {
  const gate = new Gate(1, 1);
  await gate.enter(signal);
  const leaving = new AbortController();
  const left = gate.enter(leaving.signal);
  await expect(gate.enter(signal)).rejects.toMatchObject({ code: "too_many_waiting" });
  leaving.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  gate.leave();
  expect([gate.active, gate.waiting]).toEqual([0, 0]);
});
