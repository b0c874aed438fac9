import { drawn } from "./elements.js";

const whole = new Intl.NumberFormat("en");

export const count = (number) => whole.format(number);

/** `420 µs`, `1.2 ms`, `15 ms`, `1.4 s` */
export function duration(ms) {
  if (ms < 1) return `${precise(ms * 1000)} µs`;
  return ms < 1000 ? `${precise(ms)} ms` : `${precise(ms / 1000)} s`;
}

const precise = (number) => (number < 10 ? number.toFixed(1) : String(Math.round(number)));

export const bytes = (number) => `${precise(number / 2 ** 20)} MB`;

/** `12 s`, `3 min`, `2 h 5 min` */
export function span(ms) {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Draws counts as bars beside each other, the largest as high as the drawing. */
export function drawBars(drawing, counts) {
  const drawnCounts = counts.join();
  if (drawing.dataset.counts === drawnCounts) return;
  drawing.dataset.counts = drawnCounts;
  const largest = Math.max(1, ...counts);
  drawing.setAttribute("viewBox", `0 0 ${counts.length * 4 - 1} 24`);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.replaceChildren(
    ...counts.map((one, index) => bar(index, one === 0 ? 0.6 : 2 + (one / largest) * 22, one)),
  );
}

const bar = (index, height, counted) =>
  drawn("rect", {
    x: index * 4,
    y: 24 - height,
    width: 3,
    height,
    class: counted === 0 ? "none" : undefined,
  });

/** The first bar of a histogram of durations ends here; each other one at twice the one before. */
const firstBarMs = 0.016;

/** Where a bar of such a histogram ends. */
export const endOfBar = (index) => firstBarMs * 2 ** index;
