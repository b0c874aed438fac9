import { type ErrorCode, errorCatalogue } from "../http/error-catalogue.ts";
import type { DescribedProblem, Operation } from "./api-description.ts";
import { cellText, tableText } from "./markdown-table.ts";

/** The problems of an operation in a line: `Problems: 400 malformed_host · 404 not_found`. */
export function problemLine({ problems }: Operation): string {
  const byStatus = Map.groupBy(problems, ({ status }) => status);
  const told = [...byStatus].map(
    ([status, group]) => `${status} ${group.map(({ code }) => `\`${code}\``).join(", ")}`,
  );
  return `Problems: ${told.join(" · ")}`;
}

const head =
  "Every error is an `application/problem+json` document (RFC 9457) with `title`, `status`, `detail` and a stable `code`. " +
  "Those of `validation_failed` have `errors`, each with `in`, `pointer`, `rule`, `code`, `expected` and `received`.";

/** What each problem of an app means. */
export function problemSections(operations: readonly Operation[]): readonly string[] {
  const byCode = Map.groupBy(
    operations.flatMap(({ problems }) => problems),
    ({ status, code }) => `${status} ${code}`,
  );
  const rows = [...byCode.values()]
    .flatMap((group) => (group[0] === undefined ? [] : [{ ...group[0], description: meaningOf(group) }]))
    .toSorted((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1))
    .map(({ status, code, description }) => [String(status), `\`${code}\``, cellText(description, false)]);
  return rows.length === 0 ? [] : ["## Problems", head, tableText(["Status", "Code", "What it means"], rows)];
}

/** Where routes say it in several ways, as with limits of their own, the sentence without them. */
function meaningOf(group: readonly DescribedProblem[]): string {
  const distinct = [...new Set(group.map(({ description }) => description))];
  const code = group[0]?.code ?? "";
  return distinct.length > 1 && Object.hasOwn(errorCatalogue, code)
    ? errorCatalogue[code as ErrorCode].detail("…")
    : distinct.join(" ");
}
