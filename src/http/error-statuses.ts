import { type ErrorCode, errorCatalogue } from "./error-catalogue.ts";

/** The statuses of failures, by their codes: what a middleware declares of those that it answers with. */
export const statusesOf = (...codes: readonly ErrorCode[]): Readonly<Record<string, number>> =>
  Object.fromEntries(codes.map((code) => [code, errorCatalogue[code].status]));
