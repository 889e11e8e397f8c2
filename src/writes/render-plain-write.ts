import type { WriteDecision } from '../domain/plain-write.ts';
import { showEntityTag } from '../domain/precondition.ts';
import { customerPath } from './customer-path.ts';
import { showCustomer } from './customer-view.ts';
import type { HandlerResponse } from './handler-response.ts';
import type { ResponseOptions } from './response-options.ts';
import type { RequestWarnings } from './write-request.ts';

export function renderCreate(
  { after, warnings }: WriteDecision,
  { requestWarnings }: { requestWarnings: RequestWarnings },
  { casing }: ResponseOptions,
): HandlerResponse<'createCustomer'> {
  return {
    status: 201,
    headers: { Location: customerPath(after.id), ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...warned(requestWarnings, warnings) },
  };
}

export function renderUpdate(
  { after, warnings }: WriteDecision,
  { requestWarnings }: { requestWarnings: RequestWarnings },
  { casing }: ResponseOptions,
): HandlerResponse<'updateCustomer'> {
  return {
    status: 200,
    headers: { ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...warned(requestWarnings, warnings) },
  };
}

function warned({ warnings }: RequestWarnings, decided: readonly string[]) {
  const all = [...warnings, ...decided];
  return all.length > 0 ? { warnings: all } : {};
}
