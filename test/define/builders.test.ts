import { Type } from "@sinclair/typebox";
import { expect, test } from "bun:test";
import { t } from "../../src/bunsen.ts";
import * as built from "../../src/built.ts";

test("`t` is the same in a built app: each builder of TypeBox, under its name", () => {
  const builders: typeof Type = built.t;
  expect(Object.keys(builders).toSorted()).toEqual(Object.keys(Type).toSorted());
  const others = Object.entries(t).filter(([name, builder]) => Reflect.get(builders, name) !== builder);
  expect(others).toEqual([]);
});
