import { expect, test } from "bun:test";
import { defaultMemo } from "../../src/cache/memo.ts";
import {
  defaultBodyLimitBytes,
  defaultFormFieldBytes,
  defaultFormFields,
} from "../../src/define/app-options.ts";
import { defaultJsonDepth } from "../../src/http/json-depth.ts";
import { defaultSocketLimits } from "../../src/sockets/socket-limits.ts";
import { readPage } from "../support/doc-page.ts";

const { text } = await readPage("docs/security.md");

/** The numbers in the last cell of a row, by what its first cell says. */
function numbersOf(name: string): number[] {
  const row = text.split("\n").find((line) => line.startsWith(`| ${name} `)) ?? "";
  const cell = row.split("|").at(-2) ?? "";
  return [...cell.matchAll(/\d[\d,]*/g)].map(([number]) => Number(number.replaceAll(",", "")));
}

test("its table of bounds has the defaults", () => {
  expect({
    body: numbersOf("body of a request"),
    form: numbersOf("fields of a form, and each"),
    depth: numbersOf("depth of a JSON body"),
    sockets: numbersOf("messages of WebSockets"),
    memo: numbersOf("results of a memo"),
  }).toEqual({
    body: [defaultBodyLimitBytes],
    form: [defaultFormFields, defaultFormFieldBytes],
    depth: [defaultJsonDepth],
    sockets: [defaultSocketLimits.messageBytes / 1024, defaultSocketLimits.messagesPerSecond],
    memo: [defaultMemo.capacityEntries],
  });
});
