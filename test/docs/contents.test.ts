import { expect, test } from "bun:test";
import { dirname, join, normalize } from "node:path";
import { exists } from "node:fs/promises";
import { root } from "../support/app-forms.ts";
import { readPage, readPages } from "../support/doc-page.ts";

/** A page without what stands in its blocks and in inline code. */
const proseOf = (text: string): string =>
  text.replaceAll(/^```[^]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** The targets of a page's links that lead to this repository. */
const linksOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.replaceAll(/^```[^]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)];
  const slugs = headings.map(([, heading = ""]) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );
  return slugs.map((slug, index) => {
    const earlier = slugs.slice(0, index).filter((other) => other === slug).length;
    return earlier === 0 ? slug : `${slug}-${earlier}`;
  });
}

const pages = await readPages();

test("the contents have every page of docs, once", async () => {
  const { path: contents, text } = await readPage("docs/README.md");
  const listed = linksOf(text).map((target) => normalize(join("docs", target)));
  const expected = pages.map(({ path }) => path).filter((path) => path !== contents && path !== "README.md");
  expect(listed.toSorted()).toEqual(expected);
});

test.each([...pages, await readPage("CONTRIBUTING.md")])(
  "each link of $path leads somewhere",
  async (page) => {
    const broken = await Promise.all(
      linksOf(page.text).map(async (target) => ((await leads(page.path, target)) ? [] : [target])),
    );
    expect(broken.flat()).toEqual([]);
  },
);

async function leads(from: string, target: string): Promise<boolean> {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? from : join(dirname(from), file);
  if (!(await exists(join(root, path)))) return false;
  if (anchor === undefined) return true;
  return anchorsOf(await Bun.file(join(root, path)).text()).includes(anchor);
}
