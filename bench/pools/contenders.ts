import { BufferPool, ObjectPool } from "../../src/pool.ts";
import type { Contender } from "../decode/measure.ts";

/** One thing that is made and used, in several ways. The first contender is what the others are compared with. */
export interface Sample {
  readonly name: string;
  readonly contenders: readonly Contender[];
}

const names = ["accept", "authorization", "content-type", "user-agent", "x-request-id"];

/** As much as a request would do with it. */
function fillMap(map: Map<string, string>): number {
  for (const name of names) map.set(name, name);
  return map.size;
}

function fillHeaders(headers: Headers): string | null {
  for (const name of names) headers.set(name, name);
  return headers.get("accept");
}

const writeEnds = (bytes: Uint8Array): number => {
  bytes[0] = 1;
  bytes[bytes.length - 1] = 1;
  return bytes.length;
};

function bufferSample(lengthBytes: number): Sample {
  const pool = new BufferPool({ largestBytes: 2 ** 22 });
  return {
    name: `buffer ${lengthBytes / 1024} KiB`,
    contenders: [
      { name: "new Uint8Array", decode: () => writeEnds(new Uint8Array(lengthBytes)) },
      {
        name: "BufferPool",
        decode: () => {
          using lease = pool.acquire(lengthBytes);
          return writeEnds(lease.value);
        },
      },
      // What others left in it can be read: shown for what wiping costs.
      { name: "Buffer.allocUnsafe, not wiped", decode: () => writeEnds(Buffer.allocUnsafe(lengthBytes)) },
    ],
  };
}

function objectSample<T>(
  name: string,
  create: () => T,
  reset: (value: T) => void,
  work: (value: T) => unknown,
): Sample {
  const pool = new ObjectPool({ create, reset });
  return {
    name,
    contenders: [
      { name: "new", decode: () => work(create()) },
      {
        name: "ObjectPool",
        decode: () => {
          using lease = pool.acquire();
          return work(lease.value);
        },
      },
    ],
  };
}

const day = new Date(0);

/** What is worth a pool, and what is not. */
export const samples: readonly Sample[] = [
  ...[4, 64, 1024].map((kibibytes) => bufferSample(kibibytes * 1024)),
  objectSample(
    "Map",
    () => new Map<string, string>(),
    (map) => map.clear(),
    fillMap,
  ),
  objectSample(
    "Headers",
    () => new Headers(),
    (headers) => {
      for (const name of names) headers.delete(name);
    },
    fillHeaders,
  ),
  objectSample(
    "Intl.DateTimeFormat",
    () => new Intl.DateTimeFormat("en"),
    () => {},
    (format) => format.format(day),
  ),
];
