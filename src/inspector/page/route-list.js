import { brokenPath, drawn, element, find, setText } from "./elements.js";
import { count, drawBars, duration } from "./figures.js";

/** The table of routes: filtered by words, sorted by a column, with figures that move. */
export class RouteList {
  #rows = new Map();
  #unrouted = undefined;
  #figures = {};
  #sort = { by: "path", isReversed: false };
  #select;

  /** @param {(key: string) => void} select is told which route is opened */
  constructor(select) {
    this.#select = select;
    find("#filter").addEventListener("input", () => this.#filter());
    for (const head of document.querySelectorAll("th[data-sort]"))
      head.firstElementChild.addEventListener("click", () => this.#sortBy(head.dataset.sort));
    find("tbody").addEventListener("keydown", (event) => this.#move(event));
  }

  show(routes) {
    this.#rows = new Map(routes.map((route) => [route.key, this.#row(route)]));
    this.#unrouted = row([cell("none"), cell("path", "no route"), cell("dispatch"), cell("middleware")]);
    this.#unrouted.line.title = "Requests that no route took: 400, 404, 405, OPTIONS.";
    find("tfoot").replaceChildren(this.#unrouted.line);
    this.#order();
    this.#filter();
  }

  update({ routes, unrouted }) {
    this.#figures = routes;
    for (const [key, shown] of this.#rows) showFigures(shown, routes[key]);
    showFigures(this.#unrouted, unrouted);
    this.#unrouted.line.hidden = unrouted === undefined;
    if (this.#sort.by !== "path") this.#order();
  }

  mark(key) {
    for (const [other, { line, button }] of this.#rows) {
      line.classList.toggle("chosen", other === key);
      button.setAttribute("aria-expanded", String(other === key));
    }
  }

  focus(key) {
    this.#rows.get(key)?.button.focus();
  }

  #row(route) {
    const [method] = route.key.split(" ");
    const button = element("button", { type: "button", "aria-expanded": "false" }, ...brokenPath(route.path));
    const made = row([
      cell("method", element("span", { class: `method ${method}` }, method)),
      cell("path", button),
      cell(
        "dispatch",
        element("span", { class: `tag ${route.dispatch}`, title: route.reason }, route.dispatch),
      ),
      cell("middleware", ...middlewareOf(route)),
    ]);
    made.line.addEventListener("click", () => this.#select(route.key));
    const told = [...route.middleware, ...route.skipped].map(({ name }) => name);
    const words = [route.key, route.dispatch, ...told].join(" ").toLowerCase();
    if (!route.isMeasured) {
      made.requests.textContent = "by Bun";
      made.requests.title = "Bun answers it by itself, from its own table: nobody counts that.";
    }
    return { ...made, route, button, words, isMeasured: route.isMeasured };
  }

  #filter() {
    const wanted = find("#filter").value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { line, words } of this.#rows.values()) {
      line.hidden = !wanted.every((word) => words.includes(word));
      if (!line.hidden) shown++;
    }
    const all = this.#rows.size;
    setText(find("#shown"), shown === all ? count(all) : `${count(shown)} of ${count(all)}`);
    find("#nothing").hidden = shown > 0 || all === 0;
  }

  #sortBy(by) {
    const isReversed = this.#sort.by === by && !this.#sort.isReversed;
    this.#sort = { by, isReversed };
    this.#order();
  }

  /** Of figures the largest first; otherwise as the app defines the routes. */
  #order() {
    const { by, isReversed } = this.#sort;
    const rows = [...this.#rows.values()];
    if (by !== "path") rows.sort((a, b) => this.#figure(b, by) - this.#figure(a, by));
    const lines = (isReversed ? rows.toReversed() : rows).map(({ line }) => line);
    const body = find("tbody");
    if (lines.some((line, index) => body.children[index] !== line) || body.children.length !== lines.length)
      keepingFocus(() => body.replaceChildren(...lines));
    for (const head of document.querySelectorAll("th[data-sort]")) {
      const isSorted = head.dataset.sort === by;
      const falls = (by !== "path") !== isReversed;
      head.setAttribute("aria-sort", isSorted ? (falls ? "descending" : "ascending") : "none");
    }
  }

  #figure({ route }, by) {
    const figures = this.#figures[route.key];
    if (figures === undefined) return -1;
    return by === "requests" ? figures.requests : shownLatencies(figures)[by];
  }

  /** Up and down go from route to route. */
  #move(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = [...find("tbody").querySelectorAll("tr:not([hidden]) button")];
    const next = buttons.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) find("#filter").focus();
    else buttons[next]?.focus();
    event.preventDefault();
  }
}

/** Those of the last minute; where there was nothing, all of them. */
export const shownLatencies = ({ lastMinute, sinceStart }) =>
  lastMinute.count > 0 ? lastMinute : sinceStart;

const cell = (kind, ...children) => element("td", { class: kind }, ...children);

/** A line, and the cells of its figures. */
function row(cells) {
  const [requests, p50, p99] = ["number requests", "number p50", "number p99"].map((kind) => cell(kind));
  const bars = drawn("svg", { class: "bars", role: "img", "aria-label": "How long answers took" });
  const line = element("tr", {}, ...cells, requests, p50, p99, cell("spread", bars));
  return { line, requests, p50, p99, bars };
}

function showFigures({ line, requests, p50, p99, bars }, figures) {
  if (figures === undefined) return;
  const { lastMinute } = figures;
  const latencies = shownLatencies(figures);
  setText(requests, count(figures.requests));
  setText(p50, latencies.count > 0 ? duration(latencies.p50Ms) : "");
  setText(p99, latencies.count > 0 ? duration(latencies.p99Ms) : "");
  line.classList.toggle("quiet", lastMinute.count === 0);
  drawBars(bars, lastMinute.bars);
}

function middlewareOf({ middleware, skipped }) {
  const runs = middleware.map(({ name, isConditional }) =>
    element(
      "span",
      { class: "name", title: isConditional ? "unless a condition of the request holds" : undefined },
      isConditional ? `${name}?` : name,
    ),
  );
  const left = skipped.map(({ name, reason }) => element("s", { class: "name", title: reason }, name));
  return [...runs, ...left];
}

function keepingFocus(change) {
  const focused = document.activeElement;
  change();
  if (document.activeElement !== focused) focused?.focus({ preventScroll: true });
}
