import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { MessagePlan, RoutePlan, SendPlan, SocketPlan } from "./app-plan.ts";
import { emitFrame } from "./emit-encoders.ts";
import type { InputScope } from "./emit-accept.ts";
import { isReshaped } from "./reshaping.ts";
import { type Code, comment, identifier, js, lines } from "./js.ts";

/** The name of a WebSocket in the emitted module, `socket_GET_chat`. */
export const socketOf = ({ name }: RoutePlan): Code => identifier(`socket_${name}`);

/** What the connections of a WebSocket share: its hooks, how messages are read and written. */
export function emitSocket(
  scope: InputScope,
  { message, send, invalid, origins, protocols }: SocketPlan,
): Code {
  const { route, registry } = scope;
  return js`
    const ${socketOf(route)} = createSocketRoute(app, ${route.key}, {
      ${emitRead(message, scope)},
      ${emitWrite(send, registry)},
      answersInvalid: ${invalid === "answer"},
      origins: ${origins === "any" ? origins : [...origins]},
      protocols: ${protocols === undefined ? js`undefined` : [...protocols]},
    });`;
}

function emitRead({ kind, schema, isValidated, depth }: MessagePlan, scope: InputScope): Code {
  const { route, registry, bound } = scope;
  if (isValidated)
    return js`read: createValidatedReader(validatorOf(app.route(${route.key}), "message"), ${depth ?? 0})`;
  if (schema === undefined) return js`read: readAnyMessage`;
  const isKept = isReshaped({ kind: "named", name: schema }, registry);
  const kept = isKept ? js`${identifier(`project_${schema}`)}(value)` : js`value`;
  const refused = js`throw validationError(refuse(undefined, "message", ${schema}, value, schema_plans));`;
  return js`
    read(frame) {
      ${lines([
        js`const value = ${emitFrameReader(kind, depth)};`,
        js`if (!${identifier(`check_${schema}`)}(value)) ${refused}`,
        bound.has(schema)
          ? js`
              try {
                return ${kept};
              } catch (error) {
                throw validationError(
                  refuseConversion(error, undefined, "message", ${schema}, value, schema_plans),
                );
              }`
          : js`return ${kept};`,
      ])}
    }`;
}

function emitFrameReader(kind: MessagePlan["kind"], depth: number | undefined): Code {
  if (kind === "text") return js`readTextMessage(frame)`;
  if (kind === "bytes") return js`readBytesMessage(frame)`;
  return depth === undefined ? js`readJsonMessage(frame)` : js`readJsonMessage(frame, ${depth})`;
}

function emitWrite({ kind, schema, encoder }: SendPlan, registry: PlanRegistry): Code {
  if (schema === undefined) return js`write: writeAnyMessage`;
  if (encoder !== undefined) {
    return js`
      ${comment(`${encoder.strategy}: ${encoder.reason}.`)}
      write(value) {
        ${emitFrame(schema, encoder, registry)}
      }`;
  }
  return js`
    ${comment(`${kind}, as it is.`)}
    write(value) {
      ${emitFrame(schema, { long: [] }, registry, "raw")}
    }`;
}
