import { expect, test } from 'vitest';
import type { RecordMapper } from '../../../src/cli/pull/map-records.ts';
import { LocalState } from '../../../src/cli/pull/run/local-state.ts';
import { RunState } from '../../../src/cli/pull/run/run-state.ts';
import type { Connector } from '../../../src/pull/connector/connector.ts';
import { tempFolder } from '../../support/temp-folder.ts';

interface Person {
  readonly id: string;
  readonly name: string;
}

/** Creates the state of a run whose records are already mapped. */
function stateOf(): RunState {
  const read = ({ id, name }: Person, line: number) => {
    const item = { external_id: id, email: `${id}@example.com`, name };
    const json = JSON.stringify(item);
    const row = { line, end: line, text: json, columns: [], cells: [] };
    return {
      key: id,
      json,
      hasEmail: true,
      time: undefined,
      read: { row, item, json, unknownCountries: [] },
    };
  };
  return new RunState({
    connector: {} as Connector,
    mapper: { read } as unknown as RecordMapper,
    local: new LocalState(`${tempFolder()}/state.json`),
    since: undefined,
  });
}

test('a record that comes again in one run is sent again only if it has changed', () => {
  const state = stateOf();
  const sent = ['Ola', 'Ola', 'Kari', 'Kari', 'Ola'].map((name) => state.take({ id: '1', name }).length);
  expect(sent).toEqual([1, 0, 1, 0, 1]);
  expect(state.take({ id: '2', name: 'Ola' })).toHaveLength(1);
  expect(state).toMatchObject({ repeated: 2, counts: { read: 6 } });
  expect(state.seen.size).toBe(2);
});

test('a run stores no text of its records but their external ids', () => {
  const state = stateOf();
  state.take({ id: '1', name: 'Ola Nordmann' });
  expect([...state.seen].flat().map((value) => typeof value)).toEqual(['string', 'number']);
});
