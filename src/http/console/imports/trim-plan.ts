import type { ImportPlan, PlannedRow } from './task-runner.ts';

/** The number of columns that the mapping shows. The import maps further columns by their names. */
export const MAX_COLUMNS = 200;
/** A longer text is shown and stored only in part. */
const MAX_TEXT = 200;
const MAX_NOTICES = 20;

/** Shortens a plan to what a page can show, so that each stored plan is small whatever the file contains. */
export function trimPlan(plan: ImportPlan): ImportPlan {
  return {
    ...plan,
    sheets: plan.sheets.slice(0, MAX_COLUMNS),
    columns: plan.columns.slice(0, MAX_COLUMNS),
    first_rows: plan.first_rows.map(trimRow),
    notices: plan.notices.slice(0, MAX_NOTICES).map((notice) => shorten(notice)),
    problem: plan.problem === null ? null : shorten(plan.problem, 2000),
  };
}

function trimRow({ body, ...row }: PlannedRow): PlannedRow {
  if (body === undefined)
    return { ...row, ...(row.rejected !== undefined && { rejected: shorten(row.rejected, 1000) }) };
  const values = Object.entries(body).map(([name, value]) => [
    name,
    shorten(typeof value === 'string' ? value : JSON.stringify(value)),
  ]);
  return { ...row, body: Object.fromEntries(values) };
}

/** Shortens a text to a number of characters, and marks that it was longer. */
function shorten(text: string, length: number = MAX_TEXT): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
