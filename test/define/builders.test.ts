import { Type } from "@sinclair/typebox";
import { expect, test } from "bun:test";
import { t } from "../../src/bunsen.ts";
import * as built from "../../src/built.ts";

test("`t` has each builder of TypeBox under its name, and those of files; in a built app as well", () => {
  const builders: typeof Type = built.t;
  expect(Object.keys(builders).toSorted()).toEqual([...Object.keys(Type), "File", "Files"].toSorted());
  const others = Object.entries(t).filter(([name, builder]) => Reflect.get(builders, name) !== builder);
  expect(others).toEqual([]);
});
