import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "../figures.ts";
import type { Extent, Part } from "../part.ts";
import { type Program, type ProgramName, createPrograms } from "./contenders.ts";
import { measureMemory } from "./memory.ts";
import { measureSize } from "./size.ts";
import { measureStarts } from "./start.ts";

const extents = {
  full: { starts: 15, memory: { rounds: 3, loadSeconds: 1 } },
  quick: { starts: 2, memory: { rounds: 1, loadSeconds: 0.3 } },
} as const satisfies Record<Extent, object>;

/** What programs weigh, how long they take to start, and what memory they hold. */
export const programs: Part = {
  about: {
    "bundle-hello": "One constant route: what the server's file weighs.",
    "bundle-small": "A constant and a body of 8 members that is checked: what the server's file weighs.",
    "start-hello": "From the start of a process with one constant route to the end of its first answer.",
    "start-first-post":
      "From the start of a process to the end of its first answer: 201 to a body of 8 members, checked.",
    "start-second-post": "The same request once more, by itself.",
    "start-public":
      "From the start of a process with the 227 routes of the public benchmark to the end of its first answer.",
    "memory-start": "What the process of the public benchmark holds after its first answer.",
    "memory-loaded": "What it holds after a second of `public-query` and one of `public-body`.",
  },
  async measure(extent, signal): Promise<Figure[]> {
    const { starts, memory } = extents[extent];
    const directory = await mkdtemp(join(tmpdir(), "bunsen-programs-"));
    try {
      const programsOf = (name: ProgramName): Program[] => createPrograms(name, join(directory, name));
      const apps = { hello: programsOf("hello"), small: programsOf("small"), public: programsOf("public") };
      return [
        ...measureSize("bundle-hello", apps.hello),
        ...measureSize("bundle-small", apps.small),
        ...(await measureStarts(apps, starts, signal)),
        ...(await measureMemory(apps.public, memory, directory, signal)),
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
