import { foldSource } from '../../domain/customer.ts';
import { showInstant } from '../../domain/instant.ts';
import { resourceMissing } from '../../domain/problem.ts';
import type { UpsertDecision } from '../../domain/upsert.ts';
import { showCustomer, showUpserted } from '../customer-view.ts';
import type { Handler, Reply } from '../handler.ts';
import { readTime } from '../read-time.ts';
import { readPatch } from '../request-body.ts';
import { customerPath } from './customers.ts';
import type { Services } from './services.ts';

export function upsertCustomer({ store, clock, newId }: Services): Handler<'upsertCustomerByExternalId'> {
  return async ({ caller, path, body, warnings }) => {
    const { external_updated_at, ...fields } = body;
    return store.customers.upsert({
      tenant: caller,
      command: {
        reference: { source: foldSource(path.source), externalId: path.externalId },
        email: body.email,
        patch: readPatch(fields),
        ...(external_updated_at && {
          externalUpdatedAt: readTime('external_updated_at', external_updated_at),
        }),
        id: newId(),
        now: clock(),
      },
      answer: (decision) => answerUpsert(decision, warnings),
    });
  };
}

export function getCustomerByReference({ store, casing }: Services): Handler<'getCustomerByExternalId'> {
  return async ({ caller, path }) => {
    const reference = { source: foldSource(path.source), externalId: path.externalId };
    const customer = await store.customers.findByReference(caller, reference);
    if (!customer) throw resourceMissing('There is no customer by this source and external id.');
    return { status: 200, body: { data: showCustomer(customer, casing) } };
  };
}

function answerUpsert(
  decision: UpsertDecision,
  unknownFields: readonly string[],
): Reply<'upsertCustomerByExternalId'> {
  if (decision.outcome === 'stale') {
    return {
      status: 200,
      headers: { 'Upsert-Outcome': 'stale' },
      body: {
        ignored: true,
        reason: 'stale_update',
        stored_timestamp: showInstant(decision.stored),
        incoming_timestamp: showInstant(decision.incoming),
      },
    };
  }
  const { outcome, after } = decision;
  const data = showUpserted(after);
  const warnings = [...unknownFields, ...decision.warnings];
  const warned = warnings.length > 0 ? { warnings } : {};
  return outcome === 'created'
    ? {
        status: 201,
        headers: { 'Upsert-Outcome': outcome, Location: customerPath(after.id) },
        body: { data, created: true, ...warned },
      }
    : { status: 200, headers: { 'Upsert-Outcome': outcome }, body: { data, created: false, ...warned } };
}
