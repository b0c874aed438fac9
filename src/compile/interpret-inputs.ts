import { validatorOf } from "../define/schema-functions.ts";
import { limitBody, readBytes, readStream } from "../http/body.ts";
import { isForm, readForm } from "../http/form-body.ts";
import type { FormReader } from "../http/form-reader.ts";
import { parseJson, readJson, readLargeJson } from "../http/json-body.ts";
import { readText } from "../http/plain-body.ts";
import { readQuery } from "../http/query.ts";
import { queryOf } from "../http/target.ts";
import type { Binding } from "../define/binding.ts";
import { coerce } from "../runtime/coercion.ts";
import type { Context } from "../runtime/context.ts";
import { refuseConversion } from "../runtime/conversion-failure.ts";
import { fits } from "../runtime/failures.ts";
import { readAllHeaders, readCookies, readHeaders } from "../runtime/inputs.ts";
import type { TextParameters } from "../runtime/parameters.ts";
import { project } from "../runtime/projection.ts";
import { setProperty } from "../runtime/properties.ts";
import type { BunsenRequest } from "../runtime/route-table.ts";
import { type Text, parseOthers, parseText } from "../runtime/text.ts";
import {
  type InputFailure,
  type InputLocation,
  refuse,
  validationError,
} from "../runtime/validation-error.ts";
import { acceptValidated } from "../runtime/validators.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { AppPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import { acceptedBy } from "./emit-body.ts";
import { declaredKeys, inputsOf } from "./emit-inputs.ts";

type Failures = readonly InputFailure[] | undefined;

/** Where inputs go. */
type InputContext = Pick<Context, InputLocation>;

/** What came of the inputs of a route, in the order of its key. */
type Texts = unknown[];

/** Reads one location: what came, or a failure beside those before. */
type LocationReader = (
  request: BunsenRequest,
  context: Context,
  parameters: TextParameters,
  refused: Failures,
  texts: Texts,
) => Promise<Failures>;

/** Reads what a route declares into the context, location by location. Gives what came, of which a cached route makes its key. */
export function createInputReader(
  route: RoutePlan,
  schemas: PlanRegistry,
  forms: AppPlan["forms"],
  app: Binding,
): (request: BunsenRequest, context: Context, parameters: TextParameters) => Promise<Texts> {
  const { inputs, bodyLimitBytes } = route;
  const readers = inputsOf(route).map(([location, input]) =>
    createLocationReader(route, location, input, schemas, forms, app),
  );
  return async (request, context, text) => {
    if (bodyLimitBytes !== undefined && !inputs.body) {
      if (route.streamsBody) context.body = readStream(request, bodyLimitBytes);
      else context.request = await limitBody(request, bodyLimitBytes);
    }
    if (!inputs.params && route.parameters.length > 0) context.params = text;
    let refused: Failures;
    const texts: Texts = route.parameters.length > 0 ? [text] : [];
    for (const read of readers) refused = await read(request, context, text, refused, texts);
    if (refused !== undefined) throw validationError(refused);
    return texts;
  };
}

function createLocationReader(
  route: RoutePlan,
  location: InputLocation,
  input: InputPlan,
  schemas: PlanRegistry,
  forms: AppPlan["forms"],
  app: Binding,
): LocationReader {
  const read = createReader(route, location, input, schemas, forms);
  if (input.schema === undefined) {
    const validate = validatorOf(app.route(route.key), location);
    return async (request, context, text, refused, texts) =>
      acceptValidated(context, location, await validate(await read(request, text, texts)), refused);
  }
  const accept = createAcceptor(location, input.schema, schemas);
  const readHere: LocationReader = async (request, context, text, refused, texts) =>
    accept(context, await read(request, text, texts), refused);
  const { bodyLimitBytes = 0, worker } = route;
  const leastBytes = location === "body" ? worker?.rawBodyBytes : undefined;
  if (leastBytes === undefined) return readHere;
  return async (request, context, text, refused, texts) => {
    const bytes = refused ? undefined : await readLargeJson(request, bodyLimitBytes, leastBytes);
    if (bytes === undefined) return readHere(request, context, text, refused, texts);
    context.body = bytes;
    return refused;
  };
}

/** Puts a value into the context, or tells what is wrong with it beside what was before. */
function createAcceptor(
  location: InputLocation,
  schema: string,
  schemas: PlanRegistry,
): (context: InputContext, value: unknown, refused: Failures) => Failures {
  const plan = { kind: "named", name: schema } as const;
  return (context, value, refused) => {
    if (!fits(plan, value, schemas)) return refuse(refused, location, schema, value, schemas);
    try {
      context[location] = project(plan, value, "input", schemas);
      return refused;
    } catch (error) {
      return refuseConversion(error, refused, location, schema, value, schemas);
    }
  };
}

/** How a worker takes a body that came as bytes; undefined where none does. */
export function createRawBodyParser(
  { inputs: { body: input }, worker, bodyDepth }: RoutePlan,
  schemas: PlanRegistry,
): ((context: InputContext) => Promise<void>) | undefined {
  if (input?.schema === undefined || worker?.rawBodyBytes === undefined) return undefined;
  const accept = createAcceptor("body", input.schema, schemas);
  const coerces = coercion(input, schemas);
  return async (context) => {
    const json = await parseJson(context.body as Uint8Array<ArrayBuffer>, bodyDepth);
    const refused = accept(context, coerces(json), undefined);
    if (refused !== undefined) throw validationError(refused);
  };
}

/** What a JSON body becomes before it is checked. */
const coercion =
  ({ body, schema = "" }: InputPlan, schemas: PlanRegistry) =>
  (json: unknown): unknown =>
    body?.kind === "json" && body.coerces ? coerce(schemas[schema], json, schemas) : json;

/** What came at a location, before it is checked: text is parsed by the schema, if there is one. */
function createReader(
  route: RoutePlan,
  location: InputLocation,
  input: InputPlan,
  schemas: PlanRegistry,
  forms: AppPlan["forms"],
): (request: BunsenRequest, parameters: TextParameters, texts: Texts) => unknown {
  const parse = (values: Readonly<Record<string, Text>>): unknown => parseObject(input, values, schemas);
  if (location === "params") return (_, parameters) => parse(parameters);
  if (location === "body") return createBodyReader(route, input, schemas, forms);
  const read = createTextReader(location, input, schemas);
  return (request, _, texts) => {
    const values = read(request);
    texts.push(values);
    return parse(values);
  };
}

function createTextReader(
  location: Exclude<InputLocation, "params" | "body">,
  input: InputPlan,
  schemas: PlanRegistry,
): (request: BunsenRequest) => Readonly<Record<string, Text>> {
  const names = input.keys && new Set(input.keys);
  switch (location) {
    case "query":
      return (request) => ordered(readQuery(queryOf(request.url), names), names);
    case "headers":
      return names === undefined
        ? (request) => readAllHeaders(request, declaredKeys(input, schemas))
        : (request) => readHeaders(request, names);
    case "cookies":
      return (request) => readCookies(request, names);
  }
}

/** In the order of the schema, so that one question has one key. */
function ordered(values: Readonly<Record<string, Text>>, names: ReadonlySet<string> | undefined) {
  if (names === undefined) return values;
  return Object.fromEntries([...names].map((name) => [name, values[name]]));
}

function createBodyReader(
  { bodyLimitBytes: limitBytes = 0, bodyDepth }: RoutePlan,
  input: InputPlan,
  schemas: PlanRegistry,
  forms: AppPlan["forms"],
): (request: Request) => Promise<unknown> {
  const { body, schema = "" } = input;
  if (body?.kind === "bytes") return (request) => readBytes(request, limitBytes);
  if (body?.kind === "text") {
    return async (request) => {
      const text = await readText(request, limitBytes);
      return input.schema === undefined ? text : parseText({ kind: "named", name: schema }, text, schemas);
    };
  }
  const accepted = body === undefined ? undefined : acceptedBy(body);
  const coerces = coercion(input, schemas);
  const readJsonBody = async (request: Request): Promise<unknown> => {
    return coerces(await readJson(request, limitBytes, bodyDepth, accepted));
  };
  if (body === undefined || !("forms" in body) || body.forms.length === 0) return readJsonBody;
  const names = input.keys && new Set(input.keys);
  const reader: FormReader = { types: body.forms, accepted: accepted ?? "", names, limitBytes, ...forms };
  return async (request) => {
    if (body.kind === "json" && !isForm(request, reader)) return readJsonBody(request);
    return parseObject(input, await readForm(request, reader), schemas);
  };
}

/** The object that text values stand for, before it is checked; they themselves for a validator. */
function parseObject(
  { schema, keys }: InputPlan,
  texts: Readonly<Record<string, Text>>,
  schemas: PlanRegistry,
): unknown {
  if (schema === undefined) return texts;
  const plan = schemas[schema];
  if (plan?.kind !== "object") throw new TypeError(`The schema ${schema} is not planned as an object.`);
  const value: Record<string, unknown> = {};
  for (const { key, value: member } of plan.properties)
    setProperty(value, key, parseText(member, texts[key], schemas));
  return keys === undefined ? parseOthers(value, texts, schema, schemas) : value;
}
