import { notFound } from '../not-found-page.ts';
import type { PageRequest } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { chooseTenant } from '../tenant-choice.ts';
import { showSyncStatePage, showSyncStates } from './sync-state-views.ts';

/** Shows how far each source and resource type is synchronised. */
export async function syncStatesPage(pageRequest: PageRequest): Promise<PageResponse> {
  const choice = await chooseTenant(pageRequest);
  const states = choice.chosen ? await pageRequest.services.store.syncStates.list(choice.chosen) : [];
  return htmlResponse(showSyncStates(pageRequest, choice, states));
}

/** Shows one sync state with its last changes. */
export async function syncStatePage(pageRequest: PageRequest): Promise<PageResponse> {
  const { chosen } = await chooseTenant(pageRequest);
  const states = chosen ? await pageRequest.services.store.syncStates.list(chosen) : [];
  const state = states.find(({ id }) => id === pageRequest.id.toLowerCase());
  if (!chosen || !state)
    return notFound(pageRequest, 'This merchant has no sync state with this id in this mode.');
  return htmlResponse(showSyncStatePage(pageRequest, chosen, state));
}
