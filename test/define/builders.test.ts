import { Type } from "@sinclair/typebox";
import { expect, test } from "bun:test";
import { t } from "../../src/bunsen.ts";
import * as built from "../../src/built.ts";

test("`t` has each builder of TypeBox under its name, and those of files; in a built app as well", () => {
  const builders: readonly (typeof Type)[] = [t, built.t];
  for (const one of builders) {
    expect(Object.keys(one).toSorted()).toEqual([...Object.keys(Type), "File", "Files"].toSorted());
  }
});

/** Names of the builders that are TypeBox's own functions. */
const typeBoxOwn = (builders: object): string[] =>
  Object.keys(Type).filter((name) => Reflect.get(builders, name) === Reflect.get(t, name));

test("a built app has TypeBox's own function for what computes with schemas, and no other", () => {
  const computing =
    "Argument AsyncIterator Awaited Capitalize Const Constructor ConstructorParameters Exclude Extends Extract Function " +
    "Index InstanceType Instantiate Iterator KeyOf Lowercase Mapped Module Parameters Promise Recursive Rest ReturnType " +
    "TemplateLiteral Uncapitalize Uppercase";
  expect(typeBoxOwn(built.t).toSorted()).toEqual(computing.split(" "));
});
