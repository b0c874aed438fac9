import { expect, spyOn, test } from "bun:test";
import { type Awaited, watchClient } from "../../src/middleware/client-watch.ts";

/** A request whose client can go away. */
function awaited(isDone = false) {
  const client = new AbortController();
  let left = 0;
  const one: Awaited = {
    request: new Request("http://localhost/", { signal: client.signal }),
    isDone,
    leave: () => void left++,
  };
  watchClient(one);
  return { one, goAway: () => client.abort(), left: () => left };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a client that goes away is told of once", async () => {
  const { goAway, left } = awaited();
  await turn();
  expect(left()).toBe(0);
  goAway();
  goAway();
  expect(left()).toBe(1);
});

test("a client that went away before anything listened is told of", async () => {
  const { goAway, left } = awaited();
  goAway();
  await turn();
  expect(left()).toBe(1);
});

test("what is answered in the same turn of the event loop is not listened for", async () => {
  const { one, goAway, left } = awaited(true);
  const listen = spyOn(one.request.signal, "addEventListener");
  await turn();
  goAway();
  expect([listen.mock.calls.length, left()]).toEqual([0, 0]);
});
