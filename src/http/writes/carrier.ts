import type { BatchResult } from '../../domain/batch.ts';
import { isLasting } from '../../domain/claim.ts';
import type { WriteDecision } from '../../domain/plain-write.ts';
import { Problem } from '../../domain/problem.ts';
import type { CustomerWrites, Write } from '../../domain/store.ts';
import type { UpsertDecision } from '../../domain/upsert.ts';
import { makeId } from '../make-id.ts';
import { renderProblem, renderReply } from '../render.ts';
import type { Rendered, Reply } from '../reply.ts';
import { respell } from '../request-body.ts';
import { answerBatch } from './answer-batch.ts';
import { answerCreate, answerUpdate } from './answer-plain-write.ts';
import { answerUpsert } from './answer-upsert.ts';
import type { Answering } from './answering.ts';
import type { Carry, WriteKind, WriteKinds, WriteOrder } from './write-order.ts';

interface Outcomes {
  upsert: UpsertDecision;
  create: WriteDecision;
  update: WriteDecision;
  upsertBatch: readonly BatchResult[];
}

type Answer<K extends WriteKind> = (
  outcome: Outcomes[K],
  order: WriteOrder<K>,
  answering: Answering,
) => Reply<WriteKinds[K]['operation']> | Problem;

const ANSWERS: { readonly [K in WriteKind]: Answer<K> } = {
  upsert: answerUpsert,
  create: answerCreate,
  update: answerUpdate,
  upsertBatch: answerBatch,
};

/** Carries writes out in a store of this thread: outcome, answer and kept answer in one transaction. */
export function carryIn(customers: CustomerWrites, answering: Answering): Carry {
  return (order) => {
    const carryOut = customers[order.kind] as CarryOut<typeof order.kind>;
    return carryOut(writeOf(order, answering));
  };
}

type WriteOf<K extends WriteKind> = Write<
  WriteKinds[K]['command'],
  Outcomes[K],
  Rendered<WriteKinds[K]['operation']>
>;
type CarryOut<K extends WriteKind> = (write: WriteOf<K>) => Promise<Rendered<WriteKinds[K]['operation']>>;

function writeOf<K extends WriteKind>(order: WriteOrder<K>, answering: Answering): WriteOf<K> {
  const { kind, tenant, command, requestId, idempotencyKey, claim, isKept } = order;
  const show = (answer: Rendered<WriteKinds[K]['operation']> | Problem) => {
    if (!isKept) return null;
    if (!(answer instanceof Problem)) return answer;
    return isLasting(answer) ? renderProblem(respell(answer, answering.spellings[kind]), requestId) : null;
  };
  return {
    tenant,
    command,
    origin: { requestId, idempotencyKey, newId: makeId },
    answer: (outcome) => {
      const answered = ANSWERS[kind](outcome, order, answering);
      return answered instanceof Problem ? answered : renderReply(answered);
    },
    ...(claim && { keep: { claim, again: (kept) => kept, show } }),
  };
}
