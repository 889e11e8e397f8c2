import type { Document } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import { matchExample } from '../../contract/validation/match-example.ts';
import type { Rule } from '../rule.ts';
import type { GoodRequests } from './good-request.ts';
import { shapeRule } from './shape-rule.ts';

/** The status to ask for where an operation declares only `default`: a refusal that has no status of its own. */
const UNDECLARED = '405';

/** What a mock gives when it is asked: every example of every status that an operation declares. */
export function askedExampleRules(document: Document, operation: Operation, good: GoodRequests): Rule[] {
  return Object.entries(operation.responses).flatMap(([declared, response]) => {
    const status = declared === 'default' ? UNDECLARED : declared;
    const examples = Object.entries(response.content?.examples ?? { '': undefined });
    return examples.map(([example, value]) =>
      shapeRule(operation, {
        name: `gives.${status}${example && `.${example}`}`,
        sentence: `Asked for it by Prefer, it gives ${example ? `the example "${example}" of ` : ''}${status}.`,
        needs: ['preferences'],
        run: async (context) => {
          const Prefer = `code=${status}${example && `, example=${example}`}`;
          const request = await good.of(operation, context);
          const answer = await context.api.call(operation.id, { ...request, headers: { Prefer } });
          answer.is(Number(status));
          if (!example) return;
          const kindOf = (body: unknown) => matchExample(document, response, { headers: {}, body });
          answer.must(kindOf(answer.body) === kindOf(value), `the example "${example}"`, 'it is another');
        },
      }),
    );
  });
}
