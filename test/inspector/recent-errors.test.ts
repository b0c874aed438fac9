import { expect, test } from "bun:test";
import { RecentErrors, errorCapacity } from "../../src/inspector/recent-errors.ts";

const error = (message: string) => ({ route: "GET /", code: "internal_error", message });

test("the last fifty are kept, the latest first, and all are counted", () => {
  const errors = new RecentErrors(() => 7);
  for (let number = 1; number <= 120; number++) errors.add(error(`error ${number}`), 500);
  expect([errors.count, errors.latest.length, errorCapacity]).toEqual([120, 50, 50]);
  expect(errors.latest[0]).toEqual({ atMs: 7, ...error("error 120"), status: 500 });
  expect(errors.latest.at(-1)?.message).toBe("error 71");
});

test("the status of an error may be told later, also of one that is forgotten", () => {
  const errors = new RecentErrors(() => 7);
  const first = errors.add(error("first"));
  for (let number = 1; number <= errorCapacity; number++) errors.add(error("later"));
  first.status = 503;
  expect(errors.latest.some(({ status }) => status !== undefined)).toBeFalse();
});
