import assert from "node:assert/strict";

/**
 * Rows of a Markdown table, each as its trimmed cells.
 *
 * @param head first cells of the table's head, by which it is found
 */
export function tableRows(text: string, ...head: readonly string[]): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) =>
    head.every((cell, index) => cellsOf(line)[index] === cell)
  );
  assert.notEqual(start, -1, `there is no table with the head ${head.join(" | ")}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map(cellsOf);
}

/** The comma-separated names of a cell, without backticks; none when it says `nothing`. */
export function namesIn(cell: string): string[] {
  return cell.split(", ").map((name) => name.replaceAll("`", ""))
    .filter((name) => name !== "" && name !== "nothing");
}

function cellsOf(line: string): string[] {
  return line.split("|").slice(1, -1).map((cell) => cell.trim());
}
