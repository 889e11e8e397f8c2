import type { WriteDecision } from '../../domain/plain-write.ts';
import { showEntityTag } from '../../domain/precondition.ts';
import { showCustomer } from '../customer-view.ts';
import type { Reply } from '../reply.ts';
import type { Answering } from './answering.ts';
import { customerPath } from './customer-path.ts';
import type { Warned } from './write-order.ts';

export function answerCreate(
  { after, warnings }: WriteDecision,
  { told }: { told: Warned },
  { casing }: Answering,
): Reply<'createCustomer'> {
  return {
    status: 201,
    headers: { Location: customerPath(after.id), ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...warned(told, warnings) },
  };
}

export function answerUpdate(
  { after, warnings }: WriteDecision,
  { told }: { told: Warned },
  { casing }: Answering,
): Reply<'updateCustomer'> {
  return {
    status: 200,
    headers: { ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...warned(told, warnings) },
  };
}

function warned({ warnings }: Warned, decided: readonly string[]) {
  const all = [...warnings, ...decided];
  return all.length > 0 ? { warnings: all } : {};
}
