/** A command as its help tells of it. */
export interface CommandHelp {
  /** What follows its name. */
  readonly takes: string;
  readonly about: string;
  /** Its options as they are written, and what each does. */
  readonly options: Readonly<Record<string, string>>;
}

export type CommandName =
  "new" | "dev" | "build" | "openapi" | "client" | "docs" | "routes" | "explain" | "bench";

const textOptions = {
  "--out <file>": "write it there",
  "--check": "compare only: fail where the file of --out is stale",
};

/** Every command of `bunsen`. */
export const commands: Readonly<Record<CommandName, CommandHelp>> = {
  new: {
    takes: "<directory>",
    about: "Writes a small, tested project into a new or empty directory.",
    options: {
      "--bunsen <specifier>": "what its package.json takes Bunsen from; default the version of this one",
    },
  },
  dev: {
    takes: "<app module>",
    about: "Serves the app with its inspector at /_bunsen, and starts it anew when a file beside it changes.",
    options: {},
  },
  build: {
    takes: "<app module>",
    about: "Emits routes.gen.js, server.js, openapi.json, client.gen.ts and build-report.json.",
    options: {
      "--out <directory>": "where they go; default dist",
      "--check": "compare only: fail where routes.gen.js is stale",
      "--compile": "make one executable, too",
      "--minify": "shorten names and blanks in server.js; stack traces tell the short names",
    },
  },
  openapi: {
    takes: "<app module>",
    about: "Prints the OpenAPI 3.1 document of the routes.",
    options: textOptions,
  },
  client: {
    takes: "<app module>",
    about: "Prints the types of the routes, for a typed client.",
    options: textOptions,
  },
  docs: {
    takes: "<app module>",
    about: "Prints a reference of the routes, in Markdown.",
    options: textOptions,
  },
  routes: {
    takes: "<app module>",
    about: "Tells every route with its dispatch, middleware, schemas and place.",
    options: { "--limits": "what a request of each may cost", "--json": "all of it, for programs" },
  },
  explain: {
    takes: '<app module> "GET /path"',
    about: "Tells everything that was decided about one route, and its code.",
    options: { "--json": "all of it, for programs" },
  },
  bench: {
    takes: "<app module>",
    about: "Asks every route, with examples of its schemas, and tells what that took.",
    options: {
      "--route <key>": 'that route only, "GET /path"; may be repeated',
      "--header <field>": 'sent with each request, "name: value"; may be repeated',
      "--writes": "call routes of other methods than GET and HEAD, too",
      "--in-process": "ask in the app's process only",
      "--loopback": "ask over a socket only",
      "--seconds <number>": "how long each route is measured, each way; default 1, less where there are many",
      "--connections <number>": "how many there are over loopback; default 16",
      "--json [file]": "all of it, for programs: printed, or written to a file that ends with .json",
      "--html <file>": "write a page with charts there",
    },
  },
};

export const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

/** `--out <directory>` → `out`. */
const optionName = (written: string): string => written.replace(/^--/, "").replace(/ .*/, "");

/** The names of a command's own options. */
export const optionsOf = (command: CommandName): readonly string[] =>
  Object.keys(commands[command].options).map(optionName);

/** What `bunsen --help` prints. */
export const usage = `bunsen <command> <app module> [options]

  new my-api                         write a small, tested project
  dev app.ts                         serve, and start anew when a file changes
  build app.ts [--out dist]          emit routes.gen.js, server.js, openapi.json, client.gen.ts
                                     and build-report.json
      --check                        compare only: fail where routes.gen.js is stale
      --compile                      make one executable, too
      --minify                       shorten names and blanks in server.js
  openapi app.ts [--out file]        the OpenAPI 3.1 document of its routes
  client app.ts [--out file]         the types of its routes, for a typed client
  docs app.ts [--out file]           a reference of its routes in Markdown
      --check                        compare only: fail where the file is stale
  routes app.ts [--json]             every route with its dispatch
      --limits                       what a request of each may cost
  explain app.ts "GET /path" [--json]   everything that was decided about one route
  bench app.ts [--json [file]]       times, rate, CPU and memory of every route
      --html file                    a page with charts
      --route "GET /path"            that route only
      --writes                       call routes that may change something, too

bunsen <command> --help tells of one command, bunsen --version which Bunsen this is.
Exit codes: 0 done, 1 failed, 2 the command line cannot be read.`;

/** What `bunsen <command> --help` prints. */
export function helpOf(command: CommandName): string {
  const { takes, about, options } = commands[command];
  const rows = [...Object.entries(options), ["-h, --help", "this text"] as const];
  const width = Math.max(...rows.map(([written]) => written.length));
  const listed = rows.map(([written, does]) => `  ${written.padEnd(width)}  ${does}`);
  const synopsis = `bunsen ${command} ${takes}${Object.keys(options).length > 0 ? " [options]" : ""}`;
  return [synopsis, "", about, "", ...listed].join("\n");
}
