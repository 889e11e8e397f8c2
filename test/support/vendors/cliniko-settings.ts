import type { Behaviour } from './behaviour.ts';

export interface ClinikoSettings {
  /** The shard of the server. A key belongs to the shard that its last part names. */
  readonly shard: string;
  /** The status of a response to a wrong key, or to one of another shard. */
  readonly keyStatus: number;
  /** The status of a response to a request without a User-Agent of the form APP (EMAIL). */
  readonly userAgentStatus: number;
  readonly requestsPerWindow: number;
  /** The length of the window of the rate limit, in milliseconds. */
  readonly windowMs: number;
  /** The value of `links.next` on the last page. */
  readonly lastLink: 'absent' | 'null';
  /** What a per_page above 100 does. */
  readonly largePageSize: 'lowered' | 'error';
  readonly ids: 'text' | 'number';
  /** Added to the number of a person. */
  readonly firstId: bigint;
  /** The fields that `sort` knows; it ignores others. */
  readonly sortFields: readonly string[];
}

export const CLINIKO_DEFAULTS: ClinikoSettings = {
  shard: 'uk1',
  keyStatus: 401,
  userAgentStatus: 400,
  requestsPerWindow: 200,
  windowMs: 60_000,
  lastLink: 'absent',
  largePageSize: 'lowered',
  ids: 'text',
  firstId: 900_000_000_000_000_000n,
  sortFields: ['updated_at', 'created_at'],
};

const CLINIKO = 'The five with the best public documents, Cliniko';
const TABLE = 'What a generic reader must be able to do, by source';

export const CLINIKO_BEHAVIOURS: readonly Behaviour<ClinikoSettings>[] = [
  {
    sureness: 'D',
    place: CLINIKO,
    does: 'belongs to the shard that follows the last - of the key',
    setting: 'shard',
  },
  {
    sureness: 'D',
    place: CLINIKO,
    does: 'Basic authentication with the key as user name and an empty password',
  },
  { sureness: 'A', place: CLINIKO, does: 'refuses a key with this status', setting: 'keyStatus' },
  { sureness: 'D', place: CLINIKO, does: 'requires a User-Agent of the form APP (email)' },
  {
    sureness: 'A',
    place: CLINIKO,
    does: 'refuses a missing User-Agent with this status',
    setting: 'userAgentStatus',
  },
  { sureness: 'D', place: CLINIKO, does: 'page and per_page, 50 by default and 100 at most' },
  { sureness: 'A', place: CLINIKO, does: 'what a per_page above 100 does', setting: 'largePageSize' },
  {
    sureness: 'D',
    place: CLINIKO,
    does: 'envelope of patients, total_entries and links{self, next, previous}',
  },
  { sureness: 'A', place: CLINIKO, does: 'the next link of the last page', setting: 'lastLink' },
  { sureness: 'A', place: CLINIKO, does: 'form of an id', setting: 'ids' },
  {
    sureness: 'D',
    place: CLINIKO,
    does: 'filters by q[]=updated_at: with > >= < <=, in UTC, and sorts by sort=FIELD:asc|desc',
  },
  { sureness: 'D', place: TABLE, does: 'responds 400 to a filter that it does not know' },
  {
    sureness: 'D',
    place: CLINIKO,
    does: 'allows 200 requests a minute; 429 with X-RateLimit-Reset in unix seconds',
    setting: 'requestsPerWindow',
  },
  {
    sureness: 'A',
    place: CLINIKO,
    does: 'counts requests in fixed windows of this length',
    setting: 'windowMs',
  },
  { sureness: 'D', place: CLINIKO, does: 'leaves archived and deleted patients out of /patients' },
  { sureness: 'D', place: CLINIKO, does: 'lists archived patients with archived_at at /patients/archived' },
  {
    sureness: 'D',
    place: CLINIKO,
    does: 'lists only link, id and deleted_at at /patients/deleted, and filters by these alone',
  },
  {
    sureness: 'A',
    place: CLINIKO,
    does: 'size of an id, which exceeds 2^53',
    setting: 'firstId',
  },
  {
    sureness: 'A',
    place: CLINIKO,
    does: 'fields that sort knows besides updated_at',
    setting: 'sortFields',
  },
];
