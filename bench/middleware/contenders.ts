import { join } from "node:path";
import { type Contender, baseline, bunsenContenders, onBun, peerContenders } from "../http/contenders.ts";

const directory = join(import.meta.dir, "contenders");

/**
 * All contenders.
 *
 * @param buildDirectory where what has to be built is written
 */
export function createContenders(buildDirectory: string): Contender[] {
  return [
    { name: baseline, command: onBun(directory, "hand-written.ts") },
    { name: "hand-shared", command: onBun(directory, "hand-shared.ts") },
    ...bunsenContenders(directory, buildDirectory),
    ...peerContenders(directory, "middleware.ts", buildDirectory),
  ];
}
