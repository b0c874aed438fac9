import { find, setText } from "./elements.js";
import { bytes, count, drawBars, span } from "./figures.js";
import { showErrors, showPanels } from "./panels.js";
import { RouteList } from "./route-list.js";
import { RouteView } from "./route-view.js";

const intervalMs = 1000;

let routes = [];
let state = undefined;

const list = new RouteList((key) => select(key));
const view = new RouteView(() => close());

/** Opens a route, which the address then names: a reload keeps it. */
function select(key) {
  history.replaceState(null, "", `#${encodeURIComponent(key)}`);
  open(key);
  find("#route").focus({ preventScroll: true });
  find("#route").scrollIntoView({ block: "nearest" });
}

function close() {
  const { key } = view;
  history.replaceState(null, "", location.pathname);
  open(undefined);
  list.focus(key);
}

function open(key) {
  const route = routes.find((one) => one.key === key);
  list.mark(route?.key);
  void view.show(route, state?.routes[route?.key]);
}

/** The route that the address names. What cannot be decoded is none. */
function named() {
  const found = routes.find(({ key }) => `#${encodeURIComponent(key)}` === location.hash);
  return found?.key;
}

async function readJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** A process that has taken the place of another has other routes. */
async function refresh() {
  const next = await readJson("/_bunsen/state.json");
  if (next.process !== state?.process) {
    const app = await readJson("/_bunsen/app.json");
    routes = app.routes;
    setText(find("#file"), app.file);
    document.title = `${app.file} · Bunsen inspector`;
    list.show(routes);
    state = next;
    open(named());
  }
  state = next;
  show();
}

function show() {
  list.update(state);
  view.update(state.routes[view.key]);
  showErrors(state, select);
  showPanels(state);
  const requests = [...Object.values(state.routes), state.unrouted].reduce(
    (sum, one) => sum + (one?.requests ?? 0),
    0,
  );
  // The last second is not over.
  setText(find("#per-second"), `${count(state.perSecond.at(-2))} a second`);
  drawBars(find("#rate"), state.perSecond);
  setText(find("#requests"), count(requests));
  setText(find("#error-count"), count(state.errorCount));
  find("#error-count").classList.toggle("some", state.errorCount > 0);
  setText(find("#memory"), bytes(state.rssBytes));
  setText(find("#uptime"), span(state.uptimeMs));
}

function tellConnection(text, isLive) {
  setText(find("#connection"), text);
  find("#connection").classList.toggle("live", isLive);
}

/** Asks again a second after each answer, while somebody looks. */
async function watch() {
  if (!document.hidden) {
    try {
      await refresh();
      tellConnection("live", true);
    } catch {
      tellConnection("the app does not answer", false);
    }
  }
  setTimeout(watch, intervalMs);
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    find("#filter").select();
  } else if (event.key === "Escape" && isTyping && event.target.value !== "") {
    event.target.value = "";
    event.target.dispatchEvent(new Event("input"));
  } else if (event.key === "Escape" && view.key !== undefined) close();
  else if (event.key === "ArrowDown" && isTyping) {
    event.preventDefault();
    find("tbody tr:not([hidden]) button")?.focus();
  }
});
addEventListener("hashchange", () => open(named()));
void watch();
