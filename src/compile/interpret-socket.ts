import type { RouteDefinition } from "../define/app-definition.ts";
import { validatorOf } from "../define/schema-functions.ts";
import { fits } from "../runtime/failures.ts";
import { refuseConversion } from "../runtime/conversion-failure.ts";
import { project } from "../runtime/projection.ts";
import { mismatchError, refuse, validationError } from "../runtime/validation-error.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import {
  type Frame,
  readAnyMessage,
  readBytesMessage,
  readJsonMessage,
  readTextMessage,
  writeAnyMessage,
} from "../sockets/message.ts";
import { createValidatedReader } from "../sockets/validated-message.ts";
import type { SocketCodec } from "../sockets/socket-route.ts";
import type { MessagePlan, SendPlan, SocketPlan } from "./app-plan.ts";

/** How the messages of a WebSocket are read and written. */
export const interpretSocket = (
  { message, send, invalid, origins, protocols }: SocketPlan,
  schemas: PlanRegistry,
  route: RouteDefinition,
): SocketCodec => ({
  read: message.isValidated
    ? createValidatedReader(validatorOf(route, "message"), message.depth ?? 0)
    : createReader(message, schemas),
  write: createWriter(send, schemas),
  answersInvalid: invalid === "answer",
  origins,
  protocols,
});

function createReader({ kind, schema, depth }: MessagePlan, schemas: PlanRegistry): SocketCodec["read"] {
  if (schema === undefined) return readAnyMessage;
  const plan = { kind: "named", name: schema } as const;
  return (frame) => {
    const value = readFrame(kind, frame, depth);
    if (!fits(plan, value, schemas))
      throw validationError(refuse(undefined, "message", schema, value, schemas));
    try {
      return project(plan, value, "input", schemas);
    } catch (error) {
      throw validationError(refuseConversion(error, undefined, "message", schema, value, schemas));
    }
  };
}

function readFrame(kind: MessagePlan["kind"], frame: Frame, depth: number | undefined): unknown {
  if (kind === "text") return readTextMessage(frame);
  return kind === "bytes" ? readBytesMessage(frame) : readJsonMessage(frame, depth);
}

function createWriter({ kind, schema }: SendPlan, schemas: PlanRegistry): SocketCodec["write"] {
  if (schema === undefined) return writeAnyMessage;
  const plan = { kind: "named", name: schema } as const;
  return (value) => {
    if (!fits(plan, value, schemas)) throw mismatchError(schema, value, schemas);
    // Bytes as a whole are not made text here.
    return kind === "json" ? JSON.stringify(project(plan, value, "output", schemas)) : (value as Frame);
  };
}
