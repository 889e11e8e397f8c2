import type { WriteDecision } from '../domain/plain-write.ts';
import { showEntityTag } from '../domain/precondition.ts';
import { customerPath, showCustomer } from './customer-view.ts';
import type { HandlerResponse } from './handler-response.ts';
import type { ResponseOptions } from './response-options.ts';
import type { WriteRequest } from './write-request.ts';

export function renderCreate(
  { after, warnings }: WriteDecision,
  request: Pick<WriteRequest, 'warnings'>,
  { casing }: ResponseOptions,
): HandlerResponse<'createCustomer'> {
  return {
    status: 201,
    headers: { Location: customerPath(after.id), ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...allWarnings(request, warnings) },
  };
}

export function renderUpdate(
  { after, warnings }: WriteDecision,
  request: Pick<WriteRequest, 'warnings'>,
  { casing }: ResponseOptions,
): HandlerResponse<'updateCustomer'> {
  return {
    status: 200,
    headers: { ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...allWarnings(request, warnings) },
  };
}

function allWarnings({ warnings }: Pick<WriteRequest, 'warnings'>, decided: readonly string[]) {
  const all = [...warnings, ...decided];
  return all.length > 0 ? { warnings: all } : {};
}
