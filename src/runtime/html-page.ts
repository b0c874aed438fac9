/** What an HTML import gives, `import page from "./index.html"`: Bun bundles what it names, and serves all of it. */
export type HtmlPage = Bun.HTMLBundle;

/** By the name that the language asks objects for: Bun shows no class of it. */
export const isHtmlPage = (value: unknown): value is HtmlPage =>
  Object.prototype.toString.call(value) === "[object HTMLBundle]";
