import type { RuleContext } from '../../rule-context.ts';
import type { TargetResponse } from '../../target-response.ts';

type Query = Record<string, string | number>;

/** Checks that a list contains exactly these customers, in this order. */
export async function finds(
  { api }: RuleContext,
  query: Query,
  ids: readonly string[],
): Promise<TargetResponse> {
  const list = (await api.call('listCustomers', { query })).is(200);
  const found = list.list('data').map((item) => (item as { id?: unknown } | null)?.id);
  const shown = JSON.stringify(query);
  return list.must(
    String(found) === String(ids),
    `${shown} to find ${ids.length ? ids : 'nothing'}`,
    `it found ${found.length ? found : 'nothing'}`,
  );
}
