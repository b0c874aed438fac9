import type { RoutePlan } from "./app-plan.ts";
import type { InputScope } from "./emit-accept.ts";
import { emitRawBodyParser, rawBodyParserOf } from "./emit-body.ts";
import { emitCache, emitCachedAnswer } from "./emit-cache.ts";
import { type HeaderConstants, chainOf, emitMembersOf } from "./emit-chains.ts";
import { emitEncoders, emitRespond, encodersOf } from "./emit-encoders.ts";
import {
  awaitsInput,
  emitInputBindings,
  emitInputParsers,
  emitInputReaders,
  emitReadInputs,
} from "./emit-inputs.ts";
import { emitSocket, socketOf } from "./emit-socket.ts";
import { mayStream } from "./may-stream.ts";
import { type Code, comment, identifier, js, lines } from "./js.ts";

/** What a route is emitted from. */
export interface RouteScope extends InputScope {
  /** Constants of header fields, which routes share. */
  readonly headers: HeaderConstants;
}

/** Everything of one route: what it is bound to, its decoders and encoders, its function. */
export function emitRoute(scope: RouteScope): Code {
  const { route, registry, headers } = scope;
  if (route.dispatch === "constant") return emitConstant(scope);
  return lines(
    [
      emitBindings(scope),
      ...emitInputReaders(scope),
      ...emitInputParsers(scope),
      ...emitRawBodyParser(scope),
      ...(route.responses === undefined ? [] : [emitEncoders(route, registry)]),
      ...(route.cache === undefined ? [] : [emitCache(route, headers)]),
      ...(route.around.chain !== undefined ? emitChained(scope) : [emitDirect(scope)]),
    ],
    "\n\n",
  );
}

function introduction(route: RoutePlan): Code {
  const { file, line } = route.source;
  return comment(`${route.key} · ${route.dispatch}: ${route.reason}. @source ${file}:${line}`);
}

function emitConstant({ route, headers }: RouteScope): Code {
  const folded = headers.argument(route.around);
  return js`
    ${introduction(route)}
    const ${identifier(`constant_${route.name}`)} = createConstant(app.constant(${route.key})${folded});`;
}

/** What the route takes from the app, by key. */
function emitBindings(scope: InputScope): Code {
  const { route } = scope;
  const bindings = [route.socket === undefined ? emitHandler(route) : emitSocket(scope, route.socket)];
  if (route.parameters.length > 0) {
    const rivals = Object.keys(route.rivals).length === 0 ? js`` : js`, ${route.rivals}`;
    bindings.push(
      js`const ${identifier(`path_${route.name}`)} = createParameterReader(${route.path}${rivals});`,
    );
  }
  bindings.push(...emitInputBindings(scope));
  return lines(bindings);
}

/** What the route's function calls: the handler, or what has it called in a worker. */
function emitHandler(route: RoutePlan): Code {
  const handle = identifier(`handle_${route.name}`);
  if (route.isConstant) return js`const ${handle} = createConstantHandler(app.constant(${route.key}));`;
  const handler = route.isLazy
    ? js`app.lazyHandler(${route.key}, createLazyCaller)`
    : js`app.handler(${route.key})`;
  if (route.worker === undefined) return js`const ${handle} = ${handler};`;
  const run = identifier(`run_${route.name}`);
  const respond = js`respondWhole(${run}(c), ${encodersOf(route)})`;
  return js`
    const ${run} = ${handler};
    const ${handle} = app.offload(${route.key}, ${route.worker as never}, async (c) => ${
      route.worker.rawBodyBytes === undefined
        ? js`${respond});`
        : js`{
          if (c.body instanceof Uint8Array) await ${rawBodyParserOf(route)}(c);
          return ${respond};
        });`
    }`;
}

/** What refuses a target with two readings, before anything of the app runs. */
function emitTargetChecks(route: RoutePlan): Code[] {
  const host = route.hostCheck === "url" ? js`checkUrlHost(request);` : js`checkHost(request, server);`;
  const { idleTimeoutSeconds } = route;
  const first =
    idleTimeoutSeconds === undefined ? [host] : [js`server?.timeout(request, ${idleTimeoutSeconds});`, host];
  if (route.parameters.length === 0) return first;
  return [...first, js`const text = readParameters(request, ${identifier(`path_${route.name}`)});`];
}

/** Most handlers return no promise, and a function without `async` saves a request about 0.7 µs. */
function emitDirect(scope: RouteScope): Code {
  const { route, headers } = scope;
  const folded = headers.argument(route.around);
  const respond = mayStream(route) ? js`respondLater` : js`respondAwaited`;
  const later = js`${respond}(app, ${route.key}, c, result, ${encodersOf(route)}${folded})`;
  return js`
    ${introduction(route)}
    ${awaitsInput(route) ? js`async function` : js`function`} ${identifier(route.name)}(request, server) {
      try {
        ${lines([
          ...emitTargetChecks(route),
          js`const c = new Context(request, server, ${route.path});`,
          ...emitReadInputs(scope),
          ...(route.socket === undefined ? emitAnswer(scope, later) : [emitOpening(scope)]),
        ])}
      } catch (error) {
        return app.fail(error, request, ${route.key}${folded});
      }
    }`;
}

/** The statements that call the handler and answer with what it gives. @param later for a promise that is not awaited */
function emitAnswer({ route, headers }: RouteScope, later: Code): Code[] {
  if (route.cache !== undefined) return emitCachedAnswer(route, later);
  if (route.socket !== undefined)
    return [js`return acceptSocket(c, ${socketOf(route)}${headers.argument(route.around)});`];
  const handle = identifier(`handle_${route.name}`);
  const folded = headers.argument(route.around);
  // What answers with files has its fields ready, the constant ones among them.
  if (route.isDirectory) return [js`return ${handle}(c${folded});`];
  if (awaitsInput(route) && !mayStream(route))
    return [js`return ${emitRespond(route, js`await ${handle}(c)`, folded)};`];
  return [
    js`const result = ${awaitsInput(route) ? js`await ${handle}(c)` : js`${handle}(c)`};`,
    js`if (${mayStream(route) ? js`isLater` : js`isThenable`}(result)) return ${later};`,
    js`return ${emitRespond(route, js`result`, folded)};`,
  ];
}

/** A route inside its chain: what answers, where its errors go, and the function that leads through the chain. */
function emitChained(scope: RouteScope): Code[] {
  const { route, headers } = scope;
  const chain = route.around.chain ?? "";
  const [answer, end] = [identifier(`answer_${route.name}`), identifier(`end_${route.name}`)];
  const folded = headers.argument(route.around);
  const later = mayStream(route)
    ? js`respondOrStream(app, c, result, ${encodersOf(route)}${folded})`
    : js`respondWhenReady(result, ${encodersOf(route)}${folded})`;
  const reads = emitReadInputs(scope);
  const isRead = reads.some(({ text }) => /\brequest\b/.test(text));
  const hasText =
    route.inputs.params !== undefined || (route.cache !== undefined && route.parameters.length > 0);
  return [
    js`
      ${comment(`${route.key} inside its middleware.`)}
      ${awaitsInput(route) ? js`async function` : js`function`} ${answer}(c) {
        ${lines([
          ...(isRead ? [js`const { request } = c;`] : []),
          ...(hasText ? [js`const text = c.params;`] : []),
          ...reads,
          ...emitAnswer(scope, later),
        ])}
      }
      const ${end} = {
        answer: ${answer},
        fail: (error, c) => app.fail(error, c.request, ${route.key}${folded}),
        headers: ${headers.name(route.around) ?? js`undefined`},
      };`,
    js`
      ${introduction(route)}
      function ${identifier(route.name)}(request, server) {
        const c = new Context(request, server, ${route.path});
        try {
          ${lines([...emitTargetChecks(route), ...(route.parameters.length === 0 ? [] : [js`c.params = text;`])])}
        } catch (error) {
          return resumeFailed(${emitMembersOf(chain)}, error, c, ${end});
        }
        return ${opened(route, js`${chainOf(chain)}(c, ${end})`)};
      }`,
  ];
}

/** What upgrades the connection where an answer is the 101. */
const opened = (route: RoutePlan, answer: Code): Code =>
  route.socket === undefined ? answer : js`openSocket(c, ${socketOf(route)}, ${answer})`;

const emitOpening = ({ route, headers }: RouteScope): Code =>
  js`return ${opened(route, js`acceptSocket(c, ${socketOf(route)}${headers.argument(route.around)})`)};`;
