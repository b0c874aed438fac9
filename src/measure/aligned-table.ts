/**
 * Rows of text in columns as wide as their widest cell: the first column begins its lines, the others hold figures, which
 * end at the same place. A row of one cell is a heading, as long as it is.
 */
export function alignFigures(rows: readonly (readonly string[])[]): readonly string[] {
  const full = rows.filter((row) => row.length > 1);
  const columns = Math.max(0, ...full.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...full.map((row) => Bun.stringWidth(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => aligned(cell, column, widths))
      .join("  ")
      .trimEnd(),
  );
}

function aligned(cell: string, column: number, widths: readonly number[]): string {
  const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - Bun.stringWidth(cell)));
  return column === 0 ? cell + space : space + cell;
}
