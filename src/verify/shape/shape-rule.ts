import type { Operation } from '../../contract/operations.ts';
import type { Requirement } from '../requirements.ts';
import type { Rule } from '../rule.ts';

/** A rule about the shape of an operation, without the id and group that the operation gives it. */
export interface ShapeRule extends Pick<Rule, 'sentence' | 'run' | 'cites'> {
  readonly name: string;
  readonly needs?: readonly Requirement[];
}

export function shapeRule(operation: Operation, { name, sentence, cites, needs = [], run }: ShapeRule): Rule {
  return {
    id: `shape.${operation.id}.${name}`,
    group: `${operation.method.toUpperCase()} ${operation.path}`,
    sentence,
    ...(cites !== undefined && { cites }),
    needs: [...(operation.method === 'get' ? [] : (['writing'] as const)), ...needs],
    run,
  };
}
