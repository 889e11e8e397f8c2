import type { CustomerListQuery } from '../src/domain/store/store.ts';
import { EVERY_MS } from './fill-database.ts';
import { person } from './people.ts';

export interface SearchCase {
  readonly name: string;
  readonly query: Partial<CustomerListQuery>;
}

export interface CaseOptions {
  /** Number of customers of the large merchant. */
  readonly customers: number;
  /** Number of customers of the merchant whose customers are listed. */
  readonly own: number;
  readonly prefix: string;
  /** Creation time of the newest customer, in UNIX milliseconds. Later changes are to the oldest customers. */
  readonly newest: number;
}

/** Creates the measured queries for one merchant. */
export function searchCases({ customers, own, prefix, newest }: CaseOptions): SearchCase[] {
  const { externalId, email } = person(Math.floor(own * 0.7), prefix);
  const since = (share: number) => newest - Math.floor(customers * share) * EVERY_MS;
  const cases: Record<string, Partial<CustomerListQuery>> = {
    'page 1': {},
    'page at the end': { offset: own - 40 },
    'search: one external id': { search: externalId.toLowerCase() },
    'search: rare substring': { search: 'siobhán o’b' },
    'search: frequent substring': { search: 'hansen' },
    'search: substring of every customer': { search: 'example' },
    'search: substring of no customer': { search: 'hansen solberg' },
    'search: two letters': { search: 'so' },
    'search: one letter': { search: 's' },
    'search: frequent, page at the end': { search: 'hansen', offset: Math.floor(own / 50) },
    'search: every customer, page at the end': { search: 'example', offset: own - 40 },
    email: { emailFolded: email.toLowerCase() },
    external_id: { externalId },
    'source and external_id': { source: person(Math.floor(own * 0.7), prefix).source, externalId },
    'source: 70 %': { source: 'practicehub' },
    'source: 70 %, page at the end': { source: 'practicehub', offset: Math.floor(own * 0.69) },
    'source: rare': { source: 'oldsystem' },
    'updated_since: every customer': { updatedSince: 0 },
    'updated_since: the newest 1 %': { updatedSince: since(0.01) },
    'updated_since: the oldest 2 %': { updatedSince: newest },
    'search frequent + source 30 %': { search: 'hansen', source: 'wodify' },
    'search every + source rare': { search: 'example', source: 'oldsystem' },
    'search every + updated: newest 1 %': { search: 'example', updatedSince: since(0.01) },
    'search every + updated: oldest 2 %': { search: 'example', updatedSince: newest },
    'search rare + source + updated: all': { search: 'siobhán o’b', source: 'wodify', updatedSince: 0 },
    'two letters + source 70 %': { search: 'so', source: 'practicehub' },
    'source 70 % + updated: newest 1 %': { source: 'practicehub', updatedSince: since(0.01) },
    'source 70 % + updated: oldest 2 %': { source: 'practicehub', updatedSince: newest },
    'source 70 % + updated: every customer': { source: 'practicehub', updatedSince: 0 },
  };
  return Object.entries(cases).map(([name, query]) => ({ name, query }));
}
