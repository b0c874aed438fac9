import { join } from "node:path";
import { type Contender, baseline } from "../http/contenders.ts";

const directory = join(import.meta.dir, "contenders");

/** The same app with one switch turned, each in a process of its own, beside servers without a framework. */
export function createContenders(): Contender[] {
  return [
    { name: baseline, command: [process.execPath, join(directory, "hand-written.ts")] },
    { name: "hand, constant", command: [process.execPath, join(directory, "hand-constant.ts")] },
    { name: "bunsen", command: withSwitches({}) },
    { name: "useResponseCache: false", command: withSwitches({ useResponseCache: false }) },
    { name: "useHandlerCache: false", command: withSwitches({ useHandlerCache: false }) },
    { name: "useRouteCache: true", command: withSwitches({ useRouteCache: true }) },
  ];
}

const withSwitches = (switches: Readonly<Record<string, boolean>>): string[] => [
  "env",
  `SWITCHES=${JSON.stringify(switches)}`,
  process.execPath,
  join(directory, "bunsen.ts"),
];
