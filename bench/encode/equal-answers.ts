import { Value } from "@sinclair/typebox/value";
import type { Payload } from "../payloads.ts";
import { type Contender, baseline } from "./contenders.ts";

/** What a contender's answer to a payload is that is not the answer; undefined where it is. */
export async function wrongAnswer(contender: Contender, payload: Payload): Promise<string | undefined> {
  try {
    const answer = contender.create(payload.schema)(payload.value);
    const type = answer.headers.get("content-type");
    if (type !== "application/json;charset=utf-8") return `its type is ${type}`;
    const received = (await answer.json()) as unknown;
    // The baseline leaves nothing out.
    const seen = contender.name === baseline ? cleaned(payload, received) : received;
    return Bun.deepEquals(seen, expectedOf(payload), true) ? undefined : "it is another value";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const expectedOf = (payload: Payload): unknown =>
  cleaned(payload, JSON.parse(JSON.stringify(payload.value)) as unknown);

/** What a schema declares of a value that came as JSON. */
const cleaned = ({ schema }: Payload, json: unknown): unknown => Value.Clean(schema, structuredClone(json));
