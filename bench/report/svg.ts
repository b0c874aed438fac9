/** What all pictures look like, on a light page and on a dark one. */
const style = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.note { fill: #57606a }
.end { text-anchor: end }
.middle { text-anchor: middle }
.axis, .grid, .range { fill: none; stroke: #8c959f }
.grid { opacity: 0.35 }
.bar { fill: #afb8c1 }
.hand { fill: #bf8700 }
.bunsen { fill: #0969da }
.line { fill: none; stroke-width: 2 }
.line.hand { stroke: #bf8700; fill: none }
.line.bunsen { stroke: #0969da; fill: none }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .note { fill: #9198a1 }
  .bar { fill: #57606a }
  .hand { fill: #d29922 }
  .bunsen { fill: #4493f8 }
  .line.hand { stroke: #d29922 }
  .line.bunsen { stroke: #4493f8 }
}`;

/** A picture that tells its title to those who do not see it. */
export function picture(title: string, width: number, height: number, content: readonly string[]): string {
  const size = `width="${width}" height="${Math.ceil(height)}" viewBox="0 0 ${width} ${Math.ceil(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<style>${style}\n</style>`,
    ...content,
    "</svg>\n",
  ].join("\n");
}

export function text(x: number, y: number, content: string, kind = ""): string {
  const attribute = kind === "" ? "" : ` class="${kind}"`;
  return `<text x="${round(x)}" y="${round(y)}"${attribute}>${escapeText(content)}</text>`;
}

export const path = (data: string, kind: string): string => `<path d="${data}" class="${kind}"/>`;

/** A tenth of a pixel is as much as anybody sees. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** A figure as it stands in a picture: three digits, or the whole number. */
export const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);

/** How a contender is drawn: Bunsen and what is written by hand stand out. */
export function kindOf(contender: string): "bunsen" | "hand" | "bar" {
  if (contender.startsWith("bunsen")) return "bunsen";
  return contender.startsWith("hand") ? "hand" : "bar";
}

const escapeText = (content: string): string =>
  content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
