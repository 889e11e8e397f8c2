import type { Merchant } from '../../../domain/tenant.ts';
import { booleanAttribute, type Content, html } from '../../pages/html.ts';
import { formToken, layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { importHead, messageList, removeForm } from './import-parts.ts';
import { fileFields, valueFields } from './option-fields.ts';
import { KEY } from './settings-form.ts';
import type { ImportPlan, PlannedColumn, PlannedRow } from './task-runner.ts';
import { MAX_COLUMNS } from './trim-plan.ts';
import type { UploadedFile } from './uploaded-file.ts';

/** Renders the mapping of a file: a field for each column, the first rows as they would be sent, and the options. */
export function showMapping(
  pageRequest: PageRequest,
  upload: UploadedFile,
  merchants: readonly Merchant[],
  /** Why the settings cannot be used now. */
  notice: Content = undefined,
): string {
  const { session } = pageRequest;
  const { id, plan, planErrors, settings } = upload;
  const body = html`${importHead(upload, merchants, 'Mapping')}
${notice}
${planErrors && html`<div class="message bad" role="alert"><p>The import cannot read the file.</p>${messageList(planErrors)}</div>`}
${plan?.problem && html`<div class="message bad" role="alert">${plan.problem}</div>`}
${plan && messageList(plan.notices)}
<form method="post" action="/console/imports/${id}/mapping">${formToken(session)}
${plan && columnsTable(plan)}
${plan && firstRows(plan)}
<h2>Options</h2>
<p class="faint">The names are those of the options of <code>upsertd import</code>. A change of how the file is read finds the columns again.</p>
<div class="grid"><div><label for="source">Source</label><input id="source" name="source" required maxlength="64" value="${settings.source}"></div>
${fileFields(settings, plan)}
${valueFields(settings)}</div>
<div class="actions"><button name="next" value="dry_run">Start the dry run</button><button class="plain" name="next" value="preview">Update the preview</button></div>
<p class="faint">The dry run asks this server what the import would do, and writes nothing.</p>
</form>
<div class="actions">${removeForm(pageRequest, upload)}</div>`;
  return layout(pageRequest, { title: `Mapping of ${upload.name}`, body });
}

/** Renders a part that updates itself while the file is being read. */
export function showReading(
  pageRequest: PageRequest,
  upload: UploadedFile,
  merchants: readonly Merchant[],
): string {
  const body = html`${importHead(upload, merchants, 'Mapping')}
<div id="live" data-live><p class="empty">The server is reading the file.</p></div>
<p><a class="button plain" href="/console/imports/${upload.id}/mapping">Show the mapping</a></p>`;
  return layout(pageRequest, { title: `Mapping of ${upload.name}`, body });
}

function columnsTable(plan: ImportPlan) {
  const { columns, counted_rows: rows, all_rows_counted: isAll } = plan;
  return html`<h2>Columns</h2>
<p class="faint">Empty and repeated cells are those of ${isAll ? 'all' : 'the first'} ${rows.toLocaleString('en')} rows. Columns with the same field are joined with a space.${columns.length === MAX_COLUMNS && ` The page shows the first ${MAX_COLUMNS} columns; further columns are mapped by their names.`}</p>
<div class="scroll" tabindex="0"><table><thead><tr><th>Column</th><th>Field</th><th class="number">Empty</th><th class="number">Repeated</th><th>Note</th></tr></thead><tbody>${columns.map(
    (column, index) =>
      html`<tr><td id="column-${index}">${column.name}</td><td>${fieldSelect(plan, column, index)}</td><td class="number">${column.empty_cells.toLocaleString('en')}</td><td class="number">${column.repeated_cells.toLocaleString('en')}</td><td class="faint">${column.not_mapped_because}</td></tr>`,
  )}</tbody></table></div>`;
}

function fieldSelect(
  { fields, required_fields: required }: ImportPlan,
  { name, field }: PlannedColumn,
  index: number,
) {
  const current =
    fields.find((one) => one.endsWith(KEY) && field === `${one.slice(0, -KEY.length)}.${name}`) ?? field;
  const own = current === null || fields.includes(current) ? [] : [current];
  return html`<select name="map" aria-labelledby="column-${index}"><option value="">– leave out –</option>${[
    ...own,
    ...fields,
  ].map(
    (one) =>
      html`<option value="${one}"${booleanAttribute('selected', one === current)}>${one.endsWith(KEY) ? `${one.slice(0, -KEY.length)}: ${name}` : one}${required.includes(one) && ' (required)'}</option>`,
  )}</select>`;
}

function firstRows({ first_rows: rows }: ImportPlan) {
  if (rows.length === 0) return html`<p class="empty">The file has no rows.</p>`;
  const names = [...new Set(rows.flatMap(({ body = {} }) => Object.keys(body)))];
  return html`<h2>The first rows as they would be sent</h2>
<div class="scroll" tabindex="0"><table><thead><tr><th class="number">Line</th>${names.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows.map((row) => rowCells(row, names))}</tbody></table></div>`;
}

function rowCells({ line, body, rejected, skipped }: PlannedRow, names: readonly string[]) {
  const reason = rejected === undefined ? `skipped: ${skipped}` : `rejected: ${rejected}`;
  return html`<tr><td class="number">${line}</td>${
    body
      ? names.map(
          (name) =>
            html`<td>${body[name] === undefined ? html`<span class="faint">–</span>` : String(body[name])}</td>`,
        )
      : html`<td colspan="${Math.max(1, names.length)}"><span class="badge s5">${reason.split(':', 1)[0]}</span> ${reason.slice(reason.indexOf(':') + 2)}</td>`
  }</tr>`;
}
