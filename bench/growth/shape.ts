/** How much of everything a server of the growth benchmark has. */
export interface Shape {
  readonly routes: number;
  readonly middleware: number;
}

/** Of the server's environment. */
export const shape: Shape = {
  routes: Number(process.env["ROUTES"] ?? 1),
  middleware: Number(process.env["MIDDLEWARE"] ?? 0),
};

/** Paths of so many routes; the one in the middle is asked for. */
export const pathsOf = (routes: number): `/section${number}/items/:id`[] =>
  Array.from({ length: routes }, (_, n) => `/section${n}/items/:id` as const);

export const askedPath = (routes: number): string => `/section${Math.floor(routes / 2)}/items/7`;

/** The names of so many middlewares; each reads the same header field. */
export const stepsOf = (middleware: number): string[] =>
  Array.from({ length: middleware }, (_, n) => `step${n}`);

export const last: string = stepsOf(shape.middleware).at(-1) ?? "";
