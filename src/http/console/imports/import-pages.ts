import { extname, join } from 'node:path';
import type { Merchant } from '../../../domain/tenant.ts';
import { notFound } from '../not-found-page.ts';
import { type PageRequest, textOf } from '../page-request.ts';
import { htmlResponse, type PageResponse, redirect } from '../page-response.ts';
import type { PageRoute } from '../page-route.ts';
import { busyMessage, importsOf } from './import-parts.ts';
import type { ImportService } from './import-service.ts';
import { readSettings } from './settings-form.ts';
import { showImport, showRunning } from './show-import.ts';
import { showImports } from './show-imports.ts';
import { showMapping, showReading } from './show-mapping.ts';
import { uploadPage } from './upload-page.ts';
import { isUnfinished, type UploadedFile } from './uploaded-file.ts';

/** How long a page waits for a task that ends soon, so that most pages need no update; milliseconds. */
const WAIT_MS = 2000;

interface OpenImport {
  readonly pageRequest: PageRequest;
  readonly imports: ImportService;
  readonly upload: UploadedFile;
  readonly merchants: readonly Merchant[];
}

/** Creates the handler of a page of one uploaded file. */
function page(show: (opened: OpenImport) => Promise<PageResponse> | PageResponse) {
  return async (pageRequest: PageRequest): Promise<PageResponse> => {
    const imports = importsOf(pageRequest);
    const upload = imports.uploads.find(pageRequest.id);
    if (!upload)
      return notFound(pageRequest, 'This file does not exist. The server removes a file after a day.');
    return show({
      pageRequest,
      imports,
      upload,
      merchants: await pageRequest.services.store.merchants.list(),
    });
  };
}

/** Waits a moment for the running task of a file. @returns the file afterwards. */
async function awaited({ imports, upload }: OpenImport): Promise<UploadedFile> {
  await imports.waitFor(upload.id, WAIT_MS);
  return imports.uploads.find(upload.id) ?? upload;
}

const pathOf = ({ id }: UploadedFile) => `/console/imports/${id}`;

const importPage = page(async (opened) => {
  const { pageRequest, merchants } = opened;
  const upload = opened.upload.task === 'plan' ? await awaited(opened) : opened.upload;
  if (upload.task !== undefined) return htmlResponse(showRunning(pageRequest, { upload, merchants }));
  if (!upload.run && !upload.dryRun) return redirect(`${pathOf(upload)}/mapping`);
  return htmlResponse(showImport(pageRequest, { upload, merchants }));
});

const mappingPage = page(async (opened) => {
  const { pageRequest, merchants, imports } = opened;
  const upload = opened.upload.task === 'plan' ? await awaited(opened) : opened.upload;
  if (upload.task === 'plan') return htmlResponse(showReading(pageRequest, upload, merchants));
  if (upload.task !== undefined) return redirect(pathOf(upload));
  return htmlResponse(showMapping(pageRequest, upload, merchants, busyMessage(imports.busy, upload)));
});

const changeMappingPage = page(async ({ pageRequest, imports, upload, merchants }) => {
  const { form } = pageRequest;
  const settings = readSettings(form, upload.plan, upload.settings);
  const thenDryRun = textOf(form.next) === 'dry_run';
  if (await imports.configure(upload.id, settings, { thenDryRun }))
    return redirect(thenDryRun ? pathOf(upload) : `${pathOf(upload)}/mapping`);
  const changed = { ...upload, settings };
  return htmlResponse(showMapping(pageRequest, changed, merchants, busyMessage(imports.busy, upload)), 409);
});

const runPage = page(async ({ pageRequest, imports, upload, merchants }) => {
  const isResumed = isUnfinished(upload);
  // A second click must not start a second import.
  if (
    upload.task !== undefined ||
    (!isResumed && upload.dryRun?.report?.complete !== true) ||
    isComplete(upload)
  )
    return redirect(pathOf(upload));
  const { tenant } = upload;
  const merchant = merchants.find(({ id }) => id === tenant.merchantId);
  const isConfirmed = tenant.mode !== 'live' || textOf(pageRequest.form.confirm) === merchant?.name.trim();
  if (!isConfirmed) {
    const error = `Nothing was imported. To import into live data, type the name of the merchant: ${merchant?.name}`;
    return htmlResponse(showImport(pageRequest, { upload, merchants, error }), 400);
  }
  if (await imports.begin(upload.id, 'import', isResumed)) return redirect(pathOf(upload));
  return htmlResponse(showImport(pageRequest, { upload, merchants }), 409);
});

function isComplete({ run }: UploadedFile): boolean {
  return run?.report?.complete === true;
}

const cancelPage = page(async (opened) => {
  opened.imports.cancel(opened.upload.id);
  return redirect(pathOf(await awaited(opened)));
});

const removePage = page(async ({ imports, upload }) =>
  redirect((await imports.remove(upload.id)) ? '/console/imports' : pathOf(upload)),
);

function downloadPage(which: 'rejects_file' | 'report_file') {
  return page(({ pageRequest, imports, upload }) => {
    const name = (upload.run ?? upload.dryRun)?.report?.[which];
    if (upload.task !== undefined || !name) return notFound(pageRequest, 'The last import has no such file.');
    const mediaType = extname(name) === '.ndjson' ? 'application/x-ndjson' : 'text/csv';
    return { type: 'download', path: join(imports.uploads.folder.filesOf(upload.id), name), name, mediaType };
  });
}

const importsPage = async (pageRequest: PageRequest) => htmlResponse(await showImports(pageRequest));

/** The pages of the imports, if the server offers them. */
export const IMPORT_PAGES: readonly PageRoute[] = [
  { path: '/console/imports', get: importsPage, upload: uploadPage },
  { path: '/console/imports/:id', get: importPage },
  { path: '/console/imports/:id/mapping', get: mappingPage, post: changeMappingPage },
  { path: '/console/imports/:id/run', post: runPage },
  { path: '/console/imports/:id/cancel', post: cancelPage },
  { path: '/console/imports/:id/remove', post: removePage },
  { path: '/console/imports/:id/rejects', get: downloadPage('rejects_file') },
  { path: '/console/imports/:id/report', get: downloadPage('report_file') },
];
