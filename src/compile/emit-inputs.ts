import type { InputLocation } from "../runtime/validation-error.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { InputPlan, RoutePlan } from "./app-plan.ts";
import { type InputScope, emitAccept, nameOf, parserOf, validatorOf } from "./emit-accept.ts";
import { emitReadBody, formReaderOf } from "./emit-body.ts";
import { emitQueryReader } from "./emit-query.ts";
import { emitTextParser } from "./emit-texts.ts";
import { type Code, identifier, js, lines } from "./js.ts";

export const inputsOf = (route: RoutePlan): [InputLocation, InputPlan][] =>
  Object.entries(route.inputs) as [InputLocation, InputPlan][];

/** What a route reads its inputs with, made once: sets of names, validators, form readers. */
export function emitInputBindings({ route, forms }: InputScope): Code[] {
  return inputsOf(route).flatMap(([location, input]) => {
    const bindings: Code[] = [];
    if ((location === "headers" || location === "cookies") && input.keys !== undefined) {
      bindings.push(js`const ${nameOf(location, route)} = new Set(${[...input.keys]});`);
    }
    if (input.schema === undefined) {
      bindings.push(
        js`const ${validatorOf(location, route)} = validatorOf(app.route(${route.key}), ${location});`,
      );
    }
    const reader = formReaderOf(route, input, forms);
    if (reader !== undefined) bindings.push(js`const ${nameOf("form", route)} = ${reader};`);
    return bindings;
  });
}

/** The function that reads a query by the names its schema declares, `read_GET_products_query`. */
export function emitInputReaders({ route }: InputScope): Code[] {
  const { query } = route.inputs;
  return query?.keys === undefined ? [] : [emitQueryReader(route.name, query.keys)];
}

/** The functions that make values of text, `parse_GET_products_query`. */
export function emitInputParsers({ route, registry }: InputScope): Code[] {
  return inputsOf(route).flatMap(([location, input]) =>
    readsText(location, input) ? [emitTextParser(route.name, location, input, registry)] : [],
  );
}

/** Whether a location is read as text, by name or as a whole. */
const readsText = (location: InputLocation, { schema, body }: InputPlan): boolean =>
  schema !== undefined &&
  (location !== "body" ||
    body?.kind === "text" ||
    (body !== undefined && "forms" in body && body.forms.length > 0));

/** The statements that read inputs into the context. Everything is read before anything is refused. */
export function emitReadInputs(scope: InputScope): Code[] {
  const { route } = scope;
  const statements: Code[] = [];
  const inputs = inputsOf(route);
  if (route.bodyLimitBytes !== undefined && route.inputs.body === undefined) {
    statements.push(
      route.streamsBody
        ? js`c.body = readStream(request, ${route.bodyLimitBytes});`
        : js`c.request = await limitBody(request, ${route.bodyLimitBytes});`,
    );
  }
  // In a chain they are in the context already, for the middleware.
  if (route.parameters.length > 0 && route.inputs.params === undefined && route.around.chain === undefined)
    statements.push(js`c.params = text;`);
  if (inputs.length === 0) return statements;
  return [
    ...statements,
    js`let refused;`,
    ...inputs.map(([location, input]) => emitReadInput(location, input, scope)),
    js`if (refused !== undefined) throw validationError(refused);`,
  ];
}

/** Whether reading the inputs waits for something. */
export const awaitsInput = (route: RoutePlan): boolean =>
  (route.bodyLimitBytes !== undefined && !route.streamsBody) ||
  inputsOf(route).some(([, { schema }]) => schema === undefined);

/** What came of each input, from which a cached route makes its key. */
export function keptTexts(route: RoutePlan): Code[] {
  const others = inputsOf(route).flatMap(([location]) => (location === "params" ? [] : [textOf(location)]));
  return route.parameters.length === 0 ? others : [js`text`, ...others];
}

const textOf = (location: InputLocation): Code => identifier(`${location}_text`);

function emitReadInput(location: InputLocation, input: InputPlan, scope: InputScope): Code {
  const { bodyLimitBytes = 0, worker } = scope.route;
  const accept = emitReadHere(location, input, scope);
  if (location !== "body" || worker?.rawBodyBytes === undefined) return accept;
  const bytes = js`await readLargeJson(request, ${bodyLimitBytes}, ${worker.rawBodyBytes})`;
  // What is refused already is told with all that is wrong with the body.
  const isFirst = inputsOf(scope.route).length === 1;
  return js`
    const body_bytes = ${isFirst ? bytes : js`refused === undefined ? ${bytes} : undefined`};
    if (body_bytes !== undefined) c.body = body_bytes;
    else {
      ${accept}
    }`;
}

function emitReadHere(location: InputLocation, input: InputPlan, scope: InputScope): Code {
  if (scope.route.cache === undefined || location === "params" || location === "body")
    return emitAccept(location, input, emitRead(location, input, scope), scope);
  return lines([
    js`const ${textOf(location)} = ${emitTexts(location, input, scope)};`,
    emitAccept(location, input, parsed(location, input, textOf(location), scope), scope),
  ]);
}

/** The expression for what came at a location. */
function emitRead(location: InputLocation, input: InputPlan, scope: InputScope): Code {
  if (location === "body") return emitReadBody(input, scope);
  return parsed(location, input, emitTexts(location, input, scope), scope);
}

/** The values that texts stand for; a validator of another library reads the texts. */
const parsed = (location: InputLocation, { schema }: InputPlan, texts: Code, { route }: InputScope): Code =>
  schema === undefined ? texts : parserOf(location, route)(texts);

/** The expression for the texts of a location. */
function emitTexts(location: Exclude<InputLocation, "body">, input: InputPlan, scope: InputScope): Code {
  const { route } = scope;
  const names = input.keys === undefined ? js`` : js`, ${nameOf(location, route)}`;
  switch (location) {
    case "params":
      return js`text`;
    case "query":
      return input.keys === undefined
        ? js`readQuery(queryOf(request.url))`
        : js`${identifier(`read_${route.name}_query`)}(queryOf(request.url))`;
    case "headers":
      return input.keys === undefined
        ? js`readAllHeaders(request, ${declaredKeys(input, scope.registry)})`
        : js`readHeaders(request${names})`;
    case "cookies":
      return js`readCookies(request${names})`;
  }
}

/** The names that a schema declares; a validator of another library has none that can be seen. */
export function declaredKeys({ schema = "" }: InputPlan, registry: PlanRegistry): string[] {
  const plan = registry[schema];
  return plan?.kind === "object" ? plan.properties.map(({ key }) => key) : [];
}
