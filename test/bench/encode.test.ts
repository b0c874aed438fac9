import { expect, test } from "bun:test";
import { baseline, contenders } from "../../bench/encode/contenders.ts";
import { wrongAnswer } from "../../bench/encode/equal-answers.ts";
import { measurePayload } from "../../bench/encode/measure.ts";
import { payloads } from "../../bench/payloads.ts";

const [reference, bunsen] = contenders;

test("the baseline and bunsen come first", () => {
  expect([reference?.name, bunsen?.name]).toEqual([baseline, "bunsen"]);
});

test.each([...payloads])("bunsen and the baseline give the same answer to $name", async (payload) => {
  for (const contender of contenders.slice(0, 2)) {
    expect(await wrongAnswer(contender, payload)).toBeUndefined();
  }
});

test("a wrong answer is told", async () => {
  const [payload] = payloads;
  const wrong = { name: "wrong", create: () => () => Response.json({ message: "Goodbye" }) };
  expect(payload && (await wrongAnswer(wrong, payload))).toBe("it is another value");
});

test("a payload is measured for each contender, in proportion to the baseline", async () => {
  const results = await measurePayload(payloads[0] as (typeof payloads)[number], contenders.slice(0, 2), {
    repeats: 3,
    milliseconds: 1,
  });
  expect(results.map(({ contender }) => contender)).toEqual([baseline, "bunsen"]);
  expect(results[0]?.ratio).toEqual({ median: 1, min: 1, max: 1 });
  for (const { microseconds } of results) expect(microseconds).toBeGreaterThan(0);
});
