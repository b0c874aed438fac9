import type { Published } from "./pub-sub.ts";

/** Messages of one process that follow each other, as they are sent together. */
export interface Batch {
  /** Who published them: another id in each process. */
  readonly process: string;
  /** The number of the first one: those of a process are counted. */
  readonly first: number;
  readonly messages: readonly Published[];
}

/** `["process",1,["channel","text"],["channel","base64",1]]` */
export function writeBatch({ process, first, messages }: Batch): string {
  return JSON.stringify([process, first, ...messages.map(partOf)]);
}

const partOf = ({ channel, data }: Published): unknown =>
  typeof data === "string" ? [channel, data] : [channel, data.toBase64(), 1];

/** Undefined for what is no batch: it is somebody else's who has the same channel. */
export function readBatch(text: string): Batch | undefined {
  try {
    const [process, first, ...parts] = JSON.parse(text) as [unknown, unknown, ...unknown[]];
    if (typeof process !== "string" || !Number.isSafeInteger(first)) return undefined;
    return { process, first: Number(first), messages: parts.map(publishedOf) };
  } catch {
    return undefined;
  }
}

function publishedOf(part: unknown): Published {
  const [channel, data, isBytes] = part as readonly unknown[];
  if (typeof channel !== "string" || typeof data !== "string") throw new TypeError("This is no message.");
  return { channel, data: isBytes === 1 ? Uint8Array.fromBase64(data) : data };
}

/** About how many bytes a message takes in a batch. */
export const sizeOf = ({ channel, data }: Published): number => channel.length + data.length + 16;
