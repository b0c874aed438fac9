import { element, find } from "./elements.js";
import { count, duration } from "./figures.js";

let shownErrors = "";

/** The last errors, the latest first. @param {(key: string) => void} select */
export function showErrors({ errors }, select) {
  const told = JSON.stringify(errors);
  if (told === shownErrors) return;
  shownErrors = told;
  find("#errors .empty").hidden = errors.length > 0;
  find("#errors ol").replaceChildren(...errors.map((error) => errorItem(error, select)));
}

function errorItem({ atMs, route, target = "no route", status, code, message, place }, select) {
  const at = new Date(atMs);
  const named =
    route === undefined
      ? element("span", { class: "route", title: "No route took it." }, target)
      : element("button", { type: "button", class: "route", click: () => select(route) }, route);
  return element(
    "li",
    {},
    element("time", { datetime: at.toISOString() }, at.toTimeString().slice(0, 8)),
    element("span", { class: `status s${String(status ?? 5)[0]}` }, status ?? "–"),
    named,
    element(
      "p",
      {},
      code !== undefined && element("code", {}, code),
      message,
      place !== undefined && element("small", {}, place),
    ),
  );
}

let shownPanels = "";

/** Caches, pools, WebSockets: those that the app has. */
export function showPanels({ stats, pools, sockets }) {
  const told = JSON.stringify([stats, pools, sockets]);
  if (told === shownPanels) return;
  shownPanels = told;
  const panels = [
    panel("Caches", ["", "hits", "misses", "hit rate", "entries"], caches(stats)),
    panel("Workers", ["pool", "threads", "busy", "queued", "done", "failed", "mean run"], workers(stats)),
    panel("Pools", ["resource", "counts"], Object.entries(pools).map(poolRow)),
    panel("WebSockets", ["path", "open", "opened", "messages in"], Object.entries(sockets).map(socketRow)),
  ];
  find("#panels").replaceChildren(...panels.filter((one) => one !== undefined));
}

function panel(title, heads, rows) {
  if (rows.length === 0) return undefined;
  const head = element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name)));
  const lines = rows.map(([name, ...cells]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...cells.map((text) => element("td", { class: cells.length === 1 && "counts" }, text)),
    ),
  );
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...lines));
  return element("section", {}, element("div", { class: "bar" }, element("h2", {}, title)), table);
}

function caches({ cache, handlers, memo }) {
  const memos = Object.entries(memo).map(([name, one]) => [`memo of ${name}`, one]);
  const all = [["answers", cache], ["handlers", handlers], ...memos].filter(([, one]) => one !== undefined);
  return all.map(([name, { hits, misses, entries }]) => [
    name,
    count(hits),
    count(misses),
    hits + misses > 0 ? `${Math.round((100 * hits) / (hits + misses))} %` : "–",
    entries === undefined ? "–" : count(entries),
  ]);
}

const workers = ({ workers: all }) =>
  Object.entries(all).map(([name, { threads, busy, queued, succeeded, failed, runMs }]) => [
    name,
    ...[threads, busy, queued, succeeded, failed].map(count),
    succeeded + failed > 0 ? duration(runMs / (succeeded + failed)) : "–",
  ]);

/** Pools differ in what they tell. */
function poolRow([name, stats]) {
  const told = Object.entries(stats).filter(([, value]) => typeof value === "number");
  return [name, told.map(([label, value]) => `${label} ${count(value)}`).join(" · ")];
}

const socketRow = ([path, { open, opened, messages }]) => [path, ...[open, opened, messages].map(count)];
