import { emitTable } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { AppDefinition } from "../../src/define/app-definition.ts";
import * as helpers from "../../src/runtime.ts";

/** Milliseconds of each step from a definition to functions. */
export interface StartTimes {
  readonly plan: number;
  readonly emit: number;
  readonly evaluate: number;
}

export function measureStart(definition: AppDefinition): StartTimes {
  const times = [performance.now()];
  const { plan } = planApp(definition, "/");
  times.push(performance.now());
  const { imports, body } = emitTable(plan, Object.keys(helpers));
  times.push(performance.now());
  const source = `"use strict";\nconst { ${imports.join(", ")} } = helpers;\n${body}\nreturn create_table;`;
  new Function("helpers", source)(helpers);
  times.push(performance.now());
  const [start = 0, planned = 0, emitted = 0, evaluated = 0] = times;
  return { plan: planned - start, emit: emitted - planned, evaluate: evaluated - emitted };
}

export const totalOf = ({ plan, emit, evaluate }: StartTimes): number => plan + emit + evaluate;
