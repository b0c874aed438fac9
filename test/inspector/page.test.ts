import { afterAll, beforeAll, expect, setDefaultTimeout } from "bun:test";
import { join } from "node:path";
import { bunsen, RunningProcess } from "../cli/support/processes.ts";
import { type Workspace, createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { Browser, type Page, type View, testInChromium } from "../support/browser.ts";
import { readPage } from "../support/doc-page.ts";

// A browser takes its time to start, beside other tests.
setDefaultTimeout(60_000);

/** A `bunsen dev`, and where its inspector is. */
interface Dev extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly process: RunningProcess;
  readonly url: URL;
}

async function startDev(app: string): Promise<Dev> {
  const workspace = await createWorkspace({ "app.ts": app });
  const dev = new RunningProcess(bunsen("dev", "app.ts"), { cwd: workspace.path, env: { PORT: "0" } });
  const [, address = ""] = await dev.waitFor(/^Inspector at (\S+)\n/m);
  const end = async (): Promise<void> => {
    await dev[Symbol.asyncDispose]();
    await workspace[Symbol.asyncDispose]();
  };
  return { workspace, process: dev, url: new URL(address), [Symbol.asyncDispose]: end };
}

/** The app of the page: it has something for each part of the inspector. */
const shop = (await readPage("docs/inspector.md")).blocks.find(({ file }) => file === "app.ts")?.text ?? "";

let dev: Dev;
let browser: Browser | undefined;
let url: URL;

beforeAll(async () => {
  dev = await startDev(shop);
  ({ url } = dev);
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await dev[Symbol.asyncDispose]();
});

/** Opens the page, and waits until it shows the routes. */
async function openInspector(view: View = {}, at = "", of: URL = url): Promise<Page> {
  browser ??= await Browser.start();
  const page = await browser.openPage(new URL(at, of), view);
  await page.until('document.querySelectorAll("tbody tr").length > 0');
  return page;
}

const shownPaths = (page: Page): Promise<unknown> =>
  page.evaluate(
    `[...document.querySelectorAll("#routes tbody tr:not([hidden]) .path")].map((cell) => cell.textContent)`,
  );

const typeFilter = (page: Page, text: string): Promise<unknown> =>
  page.evaluate(`{
    const filter = document.querySelector("#filter");
    filter.value = ${JSON.stringify(text)};
    filter.dispatchEvent(new Event("input"));
  }`);

const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(new URL(path, url), init);

testInChromium("routes are filtered by words of their path, method, dispatch and middleware", async () => {
  const page = await openInspector();
  const shownBy = async (words: string): Promise<unknown> => {
    await typeFilter(page, words);
    return shownPaths(page);
  };
  expect(await shownBy("PRODUCTS get")).toEqual(["/products", "/products/:id"]);
  expect(await shownBy("bearer")).toEqual(["/staff/orders", "/staff/products/:id"]);
  expect(await shownBy("cached")).toEqual(["/report"]);
  expect(await shownBy("nowhere")).toEqual([]);
  expect(await page.evaluate('document.querySelector("#nothing").hidden')).toBeFalse();
  expect(await shownBy("")).toBeArrayOfSize(9);
});

testInChromium(
  "it is used by keys: / filters, arrows go through routes, Enter opens, Escape closes",
  async () => {
    const page = await openInspector();
    await page.press("/");
    await page.press("p");
    expect(await page.evaluate('document.querySelector("#filter").value')).toBe("p");
    await page.press("Escape");
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) await page.press(key);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("/products/:id");
    await page.press("Enter");
    await page.until('document.querySelector("#route h2")?.textContent.startsWith("GET/products/:id")');
    expect(await page.evaluate("decodeURIComponent(location.hash)")).toBe("#GET /products/:id");
    await page.press("Escape");
    expect(await page.evaluate('document.querySelector("#route").hidden')).toBeTrue();
    expect(await page.evaluate("document.activeElement.textContent")).toBe("/products/:id");
  },
);

testInChromium("a route is opened: what was decided, and its emitted code", async () => {
  const page = await openInspector({}, `#${encodeURIComponent("GET /staff/orders")}`);
  await page.until('document.querySelector("#route pre code") !== null');
  const text = String(await page.evaluate('document.querySelector("#route").innerText'));
  expect(text).toContain("chained middleware requestId, cors, bearer");
  expect(text).toContain("function GET_staff_orders(request, server) {");
  expect(text).toContain("app.ts:");
});

testInChromium("figures move under load, without a reload", async () => {
  const page = await openInspector({}, `#${encodeURIComponent("GET /products")}`);
  const shown = (selector: string): Promise<unknown> =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  const row = "#routes tbody tr.chosen";
  await page.until(`document.querySelector("${row}") !== null`);
  const before = Number(await shown(`${row} .requests`));
  for (let times = 0; times < 20; times++) await ask("/products");
  await page.until(`Number(document.querySelector("${row} .requests").textContent) === ${before + 20}`);
  expect(await shown(`${row} .p50`)).toMatch(/^[\d.]+ (?:µs|ms)$/);
  expect(await shown("#route .statuses")).toBe(`200 ${before + 20}`);
  const heights = (): Promise<unknown> =>
    page.evaluate(`[...document.querySelectorAll("#route .histogram rect:not(.none)")].length`);
  expect(await heights()).toBeGreaterThan(0);
});

const markup = "<img src=x onerror=hacked()><script>hacked()</script>&amp;";

const hostile = `import { app, middleware } from "bunsen";

const noted = middleware({ name: "noted", headers: { "x-note": ${JSON.stringify(markup)} } });

export default app({
  log: () => {},
  performance: { middleware: { skipConditions: { noted: [{ path: "/plain/&amp;'" }] } } },
})
  .use(noted)
  .get("/plain/&amp;'", () => "plain")
  .get("/é&lt;b/:name", () => {
    throw new Error(${JSON.stringify(markup)});
  });
`;

testInChromium("markup in paths, values and messages of the app stays text", async () => {
  await using other = await startDev(hostile);
  const page = await openInspector({}, `#${encodeURIComponent("GET /é&lt;b/:name")}`, other.url);
  expect((await fetch(new URL("/%C3%A9&lt;b/7", other.url))).status).toBe(500);
  await page.until('document.querySelector("#errors li") !== null');
  await page.until('document.querySelector("#route pre code") !== null');
  expect(await shownPaths(page)).toEqual(["/plain/&amp;'", "/é&lt;b/:name"]);
  const text = async (selector: string): Promise<unknown> =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  expect(await text("#errors li p")).toContain(markup);
  expect(await text("#route .facts")).toContain(`x-note: ${markup}`);
  expect(await text("#route pre code")).toContain("<img src=x onerror=hacked()><script>");
  expect(await page.evaluate('document.querySelectorAll("img, body script").length')).toBe(0);
});

testInChromium("nothing can make text of the page into markup", async () => {
  const page = await openInspector();
  const added = page.evaluate('document.body.innerHTML = "<b>markup</b>"');
  await expect(added).rejects.toThrow("TrustedHTML");
});

testInChromium("caches, workers and pools are shown", async () => {
  const page = await openInspector();
  await ask("/report");
  await ask("/thumbnails", {
    method: "POST",
    body: "[1,2]",
    headers: { "content-type": "application/json" },
  });
  await page.until('document.querySelectorAll("#panels section").length === 3');
  const titles = await page.evaluate(
    '[...document.querySelectorAll("#panels h2")].map((title) => title.textContent)',
  );
  expect(titles).toEqual(["Caches", "Workers", "Pools"]);
});

testInChromium("it loads nothing from elsewhere, and nothing in it fails", async () => {
  const page = await openInspector();
  const loaded = (await page.evaluate(
    'performance.getEntriesByType("resource").map(({ name, responseStatus }) => [name, responseStatus])',
  )) as readonly (readonly [string, number])[];
  expect(loaded.length).toBeGreaterThan(5);
  for (const [name, status] of loaded) expect([new URL(name).origin, status]).toEqual([url.origin, 200]);
});

/** `UPDATE_GOLDEN=1 bun test test/inspector/page.test.ts` takes it anew. */
const picture = join(root, "docs/images/inspector.png");

testInChromium("the picture in its docs is that of a page that works", async () => {
  const authorization = "Bearer demo";
  const thumbnail = { method: "POST", body: "[1,2]", headers: { "content-type": "application/json" } };
  for (let times = 0; times < 60; times++) {
    await Promise.all([
      ...[1, 2].map((id) => ask(`/products/${id}`)),
      ask("/products"),
      ask("/report"),
      times % 3 === 0 && ask("/staff/orders", { headers: { authorization } }),
      times % 20 === 0 && ask("/staff/orders"),
      times % 10 === 0 && ask("/products/abc"),
      times % 12 === 0 && ask("/products/7"),
      times % 15 === 0 && ask("/invoices"),
      times % 4 === 0 && ask("/thumbnails", thumbnail),
    ]);
  }
  const page = await openInspector(
    { width: 1200, height: 700 },
    `#${encodeURIComponent("GET /products/:id")}`,
  );
  await page.until('document.querySelector("#route pre code") !== null');
  await page.until('document.querySelector("#connection").textContent === "live"');
  const taken = await page.picture();
  if (process.env["UPDATE_GOLDEN"] === "1") await Bun.write(picture, taken);
  const shown = await Bun.file(picture).bytes();
  expect([sizeOf(taken), sizeOf(shown)]).toEqual([
    [1200, 700],
    [1200, 700],
  ]);
  expect(shown.length).toBeLessThan(150_000);
});

/** Width and height of a PNG. */
function sizeOf(bytes: Uint8Array): number[] {
  expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

testInChromium("a changed app is shown as it is now, where its process is another one", async () => {
  const page = await openInspector();
  const before = dev.process.output.length;
  // It takes the port that is free now: the page stays with the one it came from.
  await dev.workspace.write("app.ts", shop.replace('"/products",', '"/goods",'));
  const [, address = ""] = await dev.process.waitFor(/^Inspector at (\S+)\n/m, before);
  await page.until('document.querySelector("#connection").textContent === "the app does not answer"');
  url = new URL(address);
  expect(await shownPaths(await openInspector())).toContain("/goods");
});
