import type { InputLocation } from "../runtime/validation-error.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { RoutePlan } from "./app-plan.ts";
import { emitEncoders, emitRespond, encodersOf } from "./emit-encoders.ts";
import { emitDecoder } from "./emit-inputs.ts";
import { type Code, comment, js, lines, identifier } from "./js.ts";

/** Everything of one route: what it is bound to, its decoders and encoders, its function. */
export function emitRoute(route: RoutePlan, registry: PlanRegistry): Code {
  if (route.dispatch === "constant") return emitConstant(route);
  return lines(
    [
      emitBindings(route),
      ...inputsOf(route).map(([location, { schema }]) => emitDecoder(route.name, location, schema, registry)),
      ...(route.responses === undefined ? [] : [emitEncoders(route, registry)]),
      ...(route.dispatch === "chained" ? emitChain(route) : [emitDirect(route)]),
    ],
    "\n\n",
  );
}

const inputsOf = (route: RoutePlan) =>
  Object.entries(route.inputs) as [InputLocation, RoutePlan["inputs"]["query"] & {}][];

function introduction(route: RoutePlan): Code {
  const { file, line } = route.source;
  return comment(`${route.key} · ${route.dispatch}: ${route.reason}. @source ${file}:${line}`);
}

function emitConstant(route: RoutePlan): Code {
  return js`
    ${introduction(route)}
    const ${identifier(`constant_${route.name}`)} = createConstant(app.constant(${route.key}));`;
}

/** What the route takes from the app, by key. */
function emitBindings(route: RoutePlan): Code {
  const bindings = [
    route.isConstant
      ? js`const ${identifier(`handle_${route.name}`)} = createConstantHandler(app.constant(${route.key}));`
      : js`const ${identifier(`handle_${route.name}`)} = app.handler(${route.key});`,
  ];
  if (route.parameters.length > 0) {
    const rivals = Object.keys(route.rivals).length === 0 ? js`` : js`, ${route.rivals}`;
    bindings.push(
      js`const ${identifier(`path_${route.name}`)} = createParameterReader(${route.path}${rivals});`,
    );
  }
  for (const [location, { keys }] of inputsOf(route)) {
    if (location === "params" || location === "body") continue;
    bindings.push(js`const ${identifier(`${location}_${route.name}`)} = new Set(${[...keys]});`);
  }
  for (const middleware of route.middleware) {
    const binding = nameOfHooks(route, middleware.name);
    bindings.push(js`const ${binding} = app.middleware(${route.key}, ${middleware.name});`);
  }
  return lines(bindings);
}

/** Two underscores: a route's name has none, so that `a` + `b_c` and `a_b` + `c` stay apart. */
const nameOfHooks = (route: RoutePlan, middleware: string): Code =>
  identifier(`use_${route.name}__${middleware.replaceAll("-", "_")}`);

/** The statements that read inputs into the context. */
function emitReadInputs(route: RoutePlan): Code[] {
  const statements: Code[] = [];
  if (route.bodyLimitBytes !== undefined && route.inputs.body === undefined) {
    statements.push(js`c.request = await limitBody(request, ${route.bodyLimitBytes});`);
  }
  if (route.parameters.length > 0) {
    const decode = identifier(`decode_${route.name}_params`);
    statements.push(route.inputs.params ? js`c.params = ${decode}(text);` : js`c.params = text;`);
  }
  for (const [location] of inputsOf(route)) {
    if (location !== "params") statements.push(emitReadInput(route, location));
  }
  return statements;
}

function emitReadInput(route: RoutePlan, location: InputLocation): Code {
  const decode = identifier(`decode_${route.name}_${location}`);
  const limitDepth = route.bodyDepth === undefined ? js`` : js`, ${route.bodyDepth}`;
  if (location === "body")
    return js`c.body = ${decode}(await readJson(request, ${route.bodyLimitBytes ?? 0}${limitDepth}));`;
  const names = identifier(`${location}_${route.name}`);
  const readers = {
    query: js`c.query = ${decode}(readQuery(queryOf(request.url), ${names}));`,
    headers: js`c.headers = ${decode}(readHeaders(request, ${names}));`,
    cookies: js`c.cookies = ${decode}(readCookies(request, ${names}));`,
    params: js``,
  };
  return readers[location];
}

/** A route that decides about a body waits for it, and is asynchronous anyway. */
const awaitsInput = (route: RoutePlan): boolean => route.bodyLimitBytes !== undefined;

/** What refuses a target with two readings, before anything of the app runs. */
function emitTargetChecks(route: RoutePlan): Code[] {
  const host = route.hostCheck === "url" ? js`checkUrlHost(request);` : js`checkHost(request, server);`;
  if (route.parameters.length === 0) return [host];
  return [host, js`const text = readParameters(request, ${identifier(`path_${route.name}`)});`];
}

/** Most handlers return no promise, and a function without `async` saves a request about 0.7 µs. */
function emitDirect(route: RoutePlan): Code {
  const handle = identifier(`handle_${route.name}`);
  const answer = awaitsInput(route)
    ? js`return ${emitRespond(route, js`await ${handle}(c)`)};`
    : js`
        const result = ${handle}(c);
        if (isThenable(result)) return respondLater(app, ${route.key}, request, result, ${encodersOf(route)});
        return ${emitRespond(route, js`result`)};`;
  return js`
    ${introduction(route)}
    ${awaitsInput(route) ? js`async function` : js`function`} ${identifier(route.name)}(request, server) {
      try {
        ${lines([
          ...emitTargetChecks(route),
          js`const c = new Context(request, server);`,
          ...emitReadInputs(route),
          answer,
        ])}
      } catch (error) {
        return app.fail(error, request, ${route.key});
      }
    }`;
}

/** A chain: hooks before, the handler, in a function that may return early; around it errors, and the hooks after. */
function emitChain(route: RoutePlan): Code[] {
  const inner = identifier(`answer_${route.name}`);
  const befores = route.middleware.filter(({ hasBefore }) => hasBefore);
  const afters = route.middleware.filter(({ hasAfter }) => hasAfter).toReversed();
  const hook = (middleware: string): Code => nameOfHooks(route, middleware);
  const before = befores.map(
    ({ name: middleware }) => js`
      early = ${hook(middleware)}.before(c);
      if (early !== undefined && (early = admit(c, await early)) !== undefined) return early;`,
  );
  const after = afters.map(
    ({ name: middleware }) => js`
      try {
        response = (await ${hook(middleware)}.after(c, response)) ?? response;
      } catch (error) {
        response = await app.fail(error, request, ${route.key});
      }`,
  );
  return [
    js`
      ${comment(`${route.key} inside its middleware.`)}
      async function ${inner}(request, server, c) {
        ${lines([
          ...emitTargetChecks(route),
          ...(before.length > 0 ? [js`let early;`] : []),
          ...before,
          ...emitReadInputs(route),
          js`return ${emitRespond(route, js`await ${identifier(`handle_${route.name}`)}(c)`)};`,
        ])}
      }`,
    js`
      ${introduction(route)}
      async function ${identifier(route.name)}(request, server) {
        const c = new Context(request, server);
        let response;
        try {
          response = await ${inner}(request, server, c);
        } catch (error) {
          response = await app.fail(error, request, ${route.key});
        }
        ${lines([...after, js`return response;`])}
      }`,
  ];
}
