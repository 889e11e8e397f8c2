import type { Request } from 'express';
import { MODES, type Tenant } from '../../../domain/tenant.ts';
import { FOREIGN_FORM, isOwnForm } from '../guard.ts';
import type { PageRequest } from '../page-request.ts';
import { htmlResponse, type PageResponse, redirect } from '../page-response.ts';
import { showBytes } from '../show-quantity.ts';
import { tenantParam } from '../tenant-choice.ts';
import { importsOf } from './import-parts.ts';
import type { ImportService } from './import-service.ts';
import { type FileRefusal, receiveFile, type UploadFields } from './receive-file.ts';
import { showImports } from './show-imports.ts';
import { MAX_UPLOADS } from './uploads.ts';

/** Receives a file, and leads to its mapping. The form is a stream, so the token is checked before the file arrives. */
export async function uploadPage(pageRequest: PageRequest, request: Request): Promise<PageResponse> {
  const { services, session } = pageRequest;
  const imports = importsOf(pageRequest);
  const merchants = await services.store.merchants.list();
  const tenantOf = (fields: UploadFields): Tenant | undefined =>
    merchants
      .flatMap(({ id }) => MODES.map((mode) => ({ merchantId: id, mode })))
      .find((tenant) => tenantParam(tenant) === fields.get('tenant'));
  let isOwn = false;
  const received = await receiveFile(request, imports.uploads, (fields) => {
    isOwn = isOwnForm(session, fields.get('form'));
    return isOwn && tenantOf(fields) !== undefined && Boolean(fields.get('source')?.trim());
  });
  if ('refused' in received) {
    const isForeign = received.refused === 'fields' && !isOwn;
    const [status, error] = isForeign ? [403, FOREIGN_FORM] : refusalOf(received.refused, imports);
    return htmlResponse(await showImports(pageRequest, error), status);
  }
  const { fields, ...file } = received;
  const tenant = tenantOf(fields) as Tenant;
  const source = fields.get('source')?.trim() ?? '';
  session.tenant = tenantParam(tenant);
  await imports.uploads.add({ ...file, tenant, source });
  await imports.begin(file.id, 'plan');
  return redirect(`/console/imports/${file.id}/mapping`);
}

function refusalOf(
  refused: FileRefusal,
  { uploads }: ImportService,
): readonly [status: number, text: string] {
  switch (refused) {
    case 'too_large':
      return [
        413,
        `The file is larger than ${showBytes(uploads.maxBytes)}. Import it with upsertd import, split it, or raise --console-import-max.`,
      ];
    case 'disk_full':
      return [
        507,
        'The disk of the server has too little space for the file. Free space and upload it again.',
      ];
    case 'too_many':
      return [
        409,
        `The server stores at most ${MAX_UPLOADS} files. Remove one below and upload this file again.`,
      ];
    case 'unavailable':
      return [503, 'The server cannot use the folder of uploads. Its log contains the reason.'];
    case 'no_file':
      return [400, 'File: choose a file.'];
    case 'fields':
      return [400, 'Choose a merchant and mode, and enter the source that the customers come from.'];
    default:
      return [400, 'The file did not arrive completely. Upload it again.'];
  }
}
