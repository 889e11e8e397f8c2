import type { Document } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import { matchExample } from '../../contract/validation/match-example.ts';
import type { Rule } from '../rule.ts';
import type { GoodRequests } from './good-request.ts';
import { shapeRule } from './shape-rule.ts';

/** The status to request for `default`: a refusal whose status is not declared. */
const UNDECLARED = '405';

/** Creates the rules that a mock responds with each example of each status that `Prefer` names. */
export function preferredExampleRules(document: Document, operation: Operation, good: GoodRequests): Rule[] {
  return Object.entries(operation.responses).flatMap(([declared, response]) => {
    const status = declared === 'default' ? UNDECLARED : declared;
    const examples = Object.entries(response.content?.examples ?? { '': undefined });
    return examples.map(([example, value]) =>
      shapeRule(operation, {
        name: `gives.${status}${example && `.${example}`}`,
        sentence: `If Prefer asks for it, it responds with ${example ? `the example "${example}" of ` : ''}${status}.`,
        needs: ['preferences'],
        run: async (context) => {
          const Prefer = `code=${status}${example && `, example=${example}`}`;
          const request = await good.of(operation, context);
          const received = await context.api.call(operation.id, { ...request, headers: { Prefer } });
          received.is(Number(status));
          if (!example) return;
          const kindOf = (body: unknown) => matchExample(document, response, { headers: {}, body });
          received.must(
            kindOf(received.body) === kindOf(value),
            `the example "${example}"`,
            'it is another one',
          );
        },
      }),
    );
  });
}
