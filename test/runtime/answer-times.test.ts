import { expect, test } from "bun:test";
import { answerTimes } from "../../src/runtime/answer-times.ts";
import type { CachePlan } from "../../src/runtime/cache-plan.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const plan = { ttlSeconds: 60, staleWhileRevalidateSeconds: 20, staleIfErrorSeconds: 30 } as CachePlan;

const timesOf = (headers: Readonly<Record<string, string>>): readonly number[] => {
  const { ageSeconds, freshSeconds, staleSeconds, errorSeconds } = answerTimes(
    new Headers(headers),
    plan,
    now,
  );
  return [ageSeconds, freshSeconds, staleSeconds, errorSeconds];
};

/** Age, freshness, and how long after that an answer may be given while it is made anew, or for a fault. */
test.each<[Record<string, string>, readonly number[]]>([
  [{}, [0, 60, 20, 30]],
  [{ "cache-control": "max-age=10" }, [0, 10, 20, 30]],
  [{ "cache-control": "max-age=600" }, [0, 60, 20, 30]],
  [{ "cache-control": "max-age=10, s-maxage=5" }, [0, 5, 0, 0]],
  [{ "cache-control": "MAX-AGE=10" }, [0, 10, 20, 30]],
  [{ "cache-control": 'max-age="10"' }, [0, 10, 20, 30]],
  [{ "cache-control": "max-age='10'" }, [0, 0, 20, 30]],
  [{ "cache-control": "max-age=-1" }, [0, 0, 20, 30]],
  [{ "cache-control": "max-age=0" }, [0, 0, 20, 30]],
  [{ "cache-control": "must-revalidate" }, [0, 60, 0, 0]],
  [{ "cache-control": "proxy-revalidate" }, [0, 60, 0, 0]],
  [{ "cache-control": "no-store" }, [0, 0, 0, 0]],
  [{ "cache-control": "private, max-age=10" }, [0, 0, 0, 0]],
  [{ "cache-control": 'no-cache="x"' }, [0, 0, 0, 0]],
  [{ age: "15" }, [15, 45, 20, 30]],
  [{ age: "70" }, [70, 0, 10, 20]],
  [{ age: "7, 70" }, [7, 53, 20, 30]],
  [{ age: "seven" }, [0, 60, 20, 30]],
  [{ age: "99999999999999999999" }, [2 ** 31, 0, 0, 0]],
  [{ "cache-control": "max-age=10", age: "4" }, [4, 6, 20, 30]],
  [{ expires: "Sun, 22 Nov 2026 10:00:40 GMT" }, [0, 40, 20, 30]],
  [{ expires: "Sun, 22 Nov 2026 10:00:40 GMT", date: "Sun, 22 Nov 2026 10:00:30 GMT" }, [0, 10, 20, 30]],
  [{ expires: "Sun, 22 Nov 2026 09:00:00 GMT" }, [0, 0, 20, 30]],
  [{ expires: "0" }, [0, 0, 20, 30]],
  [{ expires: "Sunday, 22-Nov-26 10:00:40 GMT" }, [0, 0, 20, 30]],
  [{ expires: "Sun, 22 Nov 2026 10:00:40 GMT", "cache-control": "max-age=10" }, [0, 10, 20, 30]],
])("%j", (headers, times) => {
  expect(timesOf(headers)).toEqual(times);
});
