/** Writes the text of a CSV cell. It quotes a text that could end the cell, or that begins or ends with a space. */
export function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
