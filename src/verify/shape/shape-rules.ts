import type { Contract } from '../../contract/load.ts';
import type { Rule } from '../rule.ts';
import { acceptedRules } from './accepted.ts';
import { askedExampleRules } from './asked-examples.ts';
import { GoodRequests } from './good-request.ts';
import { pathRules } from './paths.ts';
import { refusalRules } from './refusals.ts';
import { WrongRequests } from './wrong-requests.ts';

/** The rules that follow from the spec alone, so that an operation has its own from the day it is written. */
export function shapeRules({ document, operations }: Contract): Rule[] {
  const good = new GoodRequests(operations);
  const wrong = new WrongRequests(document, good);
  const perOperation = operations.flatMap((operation) => [
    ...acceptedRules(operation, good),
    ...wrong.rules(operation),
    ...refusalRules(operation, good),
    ...askedExampleRules(document, operation, good),
  ]);
  return [...perOperation, ...pathRules(operations, good)];
}
