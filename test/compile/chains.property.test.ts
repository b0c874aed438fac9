import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { type App, HttpError } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { RouteTable } from "../../src/runtime/route-table.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import {
  type AppModel,
  type RequestModel,
  appModel,
  buildApp,
  failureStatus,
  requestModel,
} from "../support/app-models.ts";
import { type Form, root, tableOf } from "../support/app-forms.ts";
import { type NaiveAnswer, NaiveApp, type NaiveRoute, isGuard } from "../support/naive-chains.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

setDefaultTimeout(30_000);

const failure = (): Error => new HttpError(failureStatus, "It failed.");

/** What this test is not about: the generator makes such routes by chance. */
const ofRoutes = new Set(["duplicate_route", "ambiguous_routes", "invalid_path"]);

interface Subject {
  readonly model: AppModel;
  readonly app: App;
  readonly naive: NaiveApp;
  readonly events: string[];
  readonly codes: readonly string[];
}

function subjectOf(model: AppModel): Subject {
  const events: string[] = [];
  const app = buildApp(model, failure, (event) => events.push(event));
  const { diagnostics } = planApp(app.definition(), root);
  const codes = diagnostics.map(({ code }) => code);
  return { model, app, naive: new NaiveApp(model), events, codes };
}

const fieldsOf = (headers: Iterable<[string, string]>): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("x-") || name === "vary").toSorted());

async function askInProcess(
  table: RouteTable,
  { method, target, skip }: RequestModel,
  events: string[],
): Promise<NaiveAnswer> {
  events.length = 0;
  const { status, headers } = await answerTarget(table, target, {
    method,
    headers: { "x-skip": skip.join() },
  });
  return { status, events: [...events], headers: fieldsOf(headers) };
}

async function askOnWire(
  port: number,
  { method, target, skip }: RequestModel,
  events: string[],
): Promise<NaiveAnswer> {
  events.length = 0;
  const { status, headers } = await sendRaw(port, requestBytes(method, target, [`X-Skip: ${skip.join()}`]));
  return { status, events: [...events], headers: fieldsOf(headers) };
}

const expectedOf = (naive: NaiveApp, request: RequestModel): NaiveAnswer => {
  const { status, events, headers } = naive.answer(request);
  return { status, events, headers: fieldsOf(Object.entries(headers)) };
};

const requests = fc.array(requestModel, { minLength: 8, maxLength: 16 });

/** A request for the route that it aims at: a random target seldom is one's. */
function aimedAt(routes: readonly NaiveRoute[], request: RequestModel): RequestModel {
  const route = request.aim === undefined ? undefined : routes[request.aim % routes.length];
  if (route === undefined) return request;
  const texts = route.segments.map((text) => (text === "*" || text.startsWith(":") ? "b" : text));
  return { ...request, method: route.method === "ALL" ? "PUT" : route.method, target: `/${texts.join("/")}` };
}

/** Asks random apps in some forms. */
async function check(
  forms: readonly Form[],
  numRuns: number,
  seed: number,
  ask: (table: RouteTable, requests: readonly RequestModel[], subject: Subject) => Promise<void>,
): Promise<void> {
  const seen = { planned: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(appModel, requests, async (model, asked) => {
      const subject = subjectOf(model);
      fc.pre(!subject.codes.some((code) => ofRoutes.has(code)));
      if (subject.codes.length > 0) {
        seen.refused++;
        const { reasons, possibleReasons } = subject.naive;
        expect({ codes: subject.codes, has: reasons.length + possibleReasons.length > 0 }).toEqual({
          codes: subject.codes,
          has: true,
        });
        return;
      }
      seen.planned++;
      expect(subject.naive.reasons).toEqual([]);
      const aimed = asked.map((request) => aimedAt(subject.naive.routes, request));
      for (const form of forms) await ask(await tableOf(subject.app, form), aimed, subject);
    }),
    { numRuns, seed },
  );
  // Neither kind is rare.
  expect(Math.min(seen.planned, seen.refused)).toBeGreaterThan(numRuns / 10);
}

/** The guards of a route that nothing in its app allows to be left out. */
function guardsOf({ wares, model }: NaiveRoute, { fastPaths = [], conditions }: AppModel): readonly string[] {
  if (model.allowUnguarded || fastPaths.some(({ allowUnguarded }) => allowUnguarded)) return [];
  return wares.flatMap((ware) => {
    const isAllowed = conditions[ware.name]?.some(({ allowUnguarded }) => allowUnguarded) ?? false;
    return isGuard(ware) && ware.before !== undefined && !isAllowed ? [`> ${ware.name}`] : [];
  });
}

/** How often a handler ran behind guards. */
let guardedRuns = 0;

async function askAll(
  table: RouteTable,
  asked: readonly RequestModel[],
  { naive, events, model }: Subject,
): Promise<void> {
  for (const request of asked) {
    const answer = await askInProcess(table, request, events);
    expect({ request, answer }).toEqual({ request, answer: expectedOf(naive, request) });
    const route = naive.routes.find(({ key }) => events.includes(`= ${key}`));
    const guards = route === undefined ? [] : guardsOf(route, model);
    const before = events.slice(0, events.indexOf(`= ${route?.key}`));
    expect({ request, missing: guards.filter((guard) => !before.includes(guard)) }).toEqual({
      request,
      missing: [],
    });
    if (guards.length > 0) guardedRuns++;
  }
}

test("interpreted and compiled, an app runs the middleware that a naive reading of the rules says, each guard included", async () => {
  await check(["interpreted", "compiled"], 400, 1, askAll);
  expect(guardedRuns).toBeGreaterThan(50);
});

test("so it does built", () => check(["built"], 30, 2, askAll));

test("so it does over a socket", () =>
  check(["compiled"], 60, 3, async (table, asked, { naive, events }) => {
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    // Where a route is `/*`, Bun closes the connection of methods that its table does not know.
    for (const request of asked.filter(({ method }) => method !== "PROPFIND"))
      expect({ request, answer: await askOnWire(server.port, request, events) }).toEqual({
        request,
        answer: expectedOf(naive, request),
      });
  }));
