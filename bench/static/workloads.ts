import type { Workload } from "../http/workload.ts";
import { files } from "./files.ts";

const get = (name: keyof typeof files, type: string, headers: Readonly<Record<string, string>> = {}) =>
  ({
    request: { method: "GET", target: `/static/${name}`, headers },
    answer: { status: 200, type, body: files[name] },
  }) as const;

const film = get("film.mp4", "video/mp4");

export const workloads: readonly Workload[] = [
  {
    name: "static-file",
    about: "A file of 4 kB.",
    timed: get("site.css", "text/css"),
    refusals: [
      { request: { method: "GET", target: "/static/gone.css", headers: {} }, answer: { status: 404 } },
    ],
  },
  {
    name: "static-script",
    about: "A file of 60 kB.",
    timed: get("app.js", "text/javascript"),
    refusals: [],
  },
  { name: "static-film", about: "A file of 14 MB.", timed: film, refusals: [] },
  {
    name: "static-range",
    about: "1 MB out of a file of 14 MB.",
    timed: {
      request: { ...film.request, headers: { range: "bytes=1000000-1999999" } },
      answer: {
        status: 206,
        type: "video/mp4",
        body: files["film.mp4"].slice(1_000_000, 2_000_000),
        headers: { "content-range": "bytes 1000000-1999999/14000000" },
      },
    },
    refusals: [],
  },
];
