import type { Contract } from '../../contract/load.ts';
import type { Rule } from '../rule.ts';
import { acceptedRules } from './accepted.ts';
import { bodyLimitRules } from './body-limits.ts';
import { GoodRequests } from './good-request.ts';
import { keptValueRules } from './kept-values.ts';
import { neighbourRules } from './neighbours.ts';
import { pathRules } from './paths.ts';
import { preferredExampleRules } from './preferred-examples.ts';
import { refusalRules } from './refusals.ts';
import { WrongRequests } from './wrong-requests.ts';

/** Creates the rules that follow from the spec alone, so that each new operation has its rules at once. */
export function shapeRules({ document, operations }: Contract): Rule[] {
  const good = new GoodRequests(operations);
  const wrong = new WrongRequests(document, good);
  const perOperation = operations.flatMap((operation) => [
    ...acceptedRules(operation, good),
    ...keptValueRules(document, operation),
    ...bodyLimitRules(operation, good),
    ...wrong.rules(operation),
    ...neighbourRules(document, operation, good),
    ...refusalRules(operation, good),
    ...preferredExampleRules(document, operation, good),
  ]);
  return [...perOperation, ...pathRules(operations, good)];
}
