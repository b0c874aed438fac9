import { drawn, element, find, setText } from "./elements.js";
import { count, drawBars, duration, endOfBar } from "./figures.js";
import { highlighted } from "./source.js";

/** Everything that is known of one route. */
export class RouteView {
  #route = undefined;
  #live = undefined;
  #close;

  /** @param {() => void} close */
  constructor(close) {
    this.#close = close;
  }

  get key() {
    return this.#route?.key;
  }

  async show(route, figures) {
    this.#route = route;
    const view = find("#route");
    view.hidden = route === undefined;
    document.body.classList.toggle("has-route", route !== undefined);
    if (route === undefined) return view.replaceChildren();
    this.#live = liveParts();
    const source = element("pre", { tabindex: 0, "aria-label": "Emitted code" }, "…");
    view.replaceChildren(
      this.#head(route),
      element("p", { class: "reason" }, element("b", {}, route.dispatch), ` ${route.reason}`),
      ...middleware(route),
      route.isMeasured
        ? element("section", {}, element("h3", {}, "Latency"), ...Object.values(this.#live))
        : element(
            "p",
            { class: "empty" },
            "Bun answers it by itself, from its own table: nobody counts that.",
          ),
      element("section", {}, element("h3", {}, "Emitted code ", copyButton(source)), source),
      element("section", {}, element("h3", {}, "Decided"), facts(route.facts)),
    );
    this.update(figures);
    const code = await readSource(route.key);
    // Another one may be shown by now.
    if (this.#route === route) source.replaceChildren(highlighted(code));
  }

  update(figures) {
    if (this.#route === undefined || !this.#route.isMeasured) return;
    const { statuses, bars, table } = this.#live;
    statuses.replaceChildren(...(figures === undefined ? ["No request yet."] : statusTags(figures)));
    if (figures === undefined) return;
    drawBars(bars.firstElementChild, figures.lastMinute.bars);
    for (const [index, name] of ["lastMinute", "sinceStart"].entries())
      showLatencies(table.tBodies[0].rows[index], figures[name]);
  }

  #head({ key }) {
    const [method, path] = key.split(/ (.*)/s);
    const close = element("button", { type: "button", class: "close", click: () => this.#close() }, "Close");
    return element(
      "h2",
      {},
      element("span", { class: `method ${method}` }, method),
      element("span", { class: "path" }, path),
      close,
    );
  }
}

function liveParts() {
  const drawing = drawn("svg", {
    class: "bars",
    role: "img",
    "aria-label": "How long the answers of the last minute took",
  });
  drawBars(
    drawing,
    Array.from({ length: 20 }, () => 0),
  );
  const scale = [0, 6, 12, 19].map((index) =>
    element("span", {}, index === 19 ? "longer" : duration(endOfBar(index))),
  );
  const heads = ["", "answers", "p50", "p95", "p99", "longest"].map((name) =>
    element("th", { scope: "col" }, name),
  );
  const rows = ["last minute", "since start"].map((name) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...Array.from({ length: 5 }, () => element("td")),
    ),
  );
  return {
    statuses: element("p", { class: "statuses" }),
    bars: element("div", { class: "histogram" }, drawing, element("div", { class: "scale" }, ...scale)),
    table: element(
      "table",
      { class: "latencies" },
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    ),
  };
}

function showLatencies(row, { count: answers, p50Ms, p95Ms, p99Ms, maxMs }) {
  const told = [
    count(answers),
    ...[p50Ms, p95Ms, p99Ms, maxMs].map((ms) => (answers > 0 ? duration(ms) : "–")),
  ];
  told.forEach((text, index) => setText(row.cells[index + 1], text));
}

function statusTags({ statuses, inFlight }) {
  const tags = Object.entries(statuses).map(([status, answers]) =>
    element("span", { class: `status s${status[0]}` }, element("b", {}, status), ` ${count(answers)}`),
  );
  return inFlight > 0
    ? [...tags, element("span", { class: "status" }, `${count(inFlight)} in flight`)]
    : tags;
}

function middleware({ middleware: runs, skipped }) {
  if (runs.length + skipped.length === 0) return [];
  const items = [
    ...runs.map(({ name, isConditional }) =>
      element(
        "li",
        {},
        name,
        isConditional && element("small", {}, " unless a condition of the request holds"),
      ),
    ),
    ...skipped.map(({ name, reason }) =>
      element("li", { class: "skipped" }, element("s", {}, name), element("small", {}, ` ${reason}`)),
    ),
  ];
  return [
    element("section", {}, element("h3", {}, "Middleware"), element("ol", { class: "chain" }, ...items)),
  ];
}

/** Those that have their place above are left out; header fields come last. */
const shownAbove = new Set(["dispatch", "middleware", "skipped"]);

const isHeader = ([label]) => label === "header";

function facts(told) {
  const shown = told.filter(([label]) => !shownAbove.has(label));
  const ordered = [...shown.filter((fact) => !isHeader(fact)), ...shown.filter(isHeader)];
  return element(
    "dl",
    { class: "facts" },
    ...ordered.flatMap(([label, text]) => [
      element("dt", {}, label),
      element("dd", { class: isHeader([label]) && "header" }, text),
    ]),
  );
}

async function readSource(key) {
  try {
    const response = await fetch(`/_bunsen/source?route=${encodeURIComponent(key)}`);
    return response.ok ? await response.text() : "This route is no longer there.";
  } catch {
    return "The app does not answer.";
  }
}

function copyButton(source) {
  const button = element("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  return button;
}
