import { describe, expect, test } from "bun:test";
import { readPages } from "../support/doc-page.ts";
import { comparedOn, sidesOf } from "../support/compared-page.ts";
import { answerShown } from "../support/page-program.ts";

const pages = (await readPages()).filter(({ path }) => path.startsWith("docs/migrating-from-"));

describe.each(pages)("$path", (page) => {
  test.each(comparedOn(page))("$place: both answer as told", async (compared) => {
    await using sides = await sidesOf(compared);
    for (const { target, init, told } of compared.exchanges) {
      const answers: Record<string, unknown> = {};
      for (const [name, answer] of Object.entries(told)) {
        const url = `${sides.urls[name]}${target}`;
        answers[name] = await answerShown(await fetch(url, { ...init, redirect: "manual" }), answer);
      }
      expect({ target, ...answers }).toEqual({ target, ...told });
    }
  });

  test("what is told apart differs", () => {
    const exchanges = comparedOn(page).flatMap((compared) => compared.exchanges);
    const alike = exchanges.filter(({ isApart, told }) => {
      const [one, other] = Object.values(told);
      return isApart && Bun.deepEquals(one, other);
    });
    expect(alike.map(({ target }) => target)).toEqual([]);
  });
});
