import type { Behaviour } from './behaviour.ts';
import type { Throttle } from './vendor-server.ts';

export interface WodifySettings {
  /** The status with which the gateway refuses a wrong key. */
  readonly keyStatus: number;
  /** Whether the account's plan includes the API. */
  readonly planHasApi: boolean;
  /** The form of the list: the documented envelope, or the bare array of older endpoints. */
  readonly shape: 'envelope' | 'array';
  /** The name of the object with the time of creation in a list. */
  readonly createdField: 'created_on' | 'created';
  /** The value of a date that does not exist. */
  readonly noDate: '1900-01-01' | '1900-01-01T00:00:00';
  /** Datetimes without a zone, or with a literal Z. Both show the clock of `timeZone`. */
  readonly datetimes: 'naive' | 'z';
  readonly timeZone: string;
  /** What a client that was never changed has as the time of its change. */
  readonly neverChanged: 'created' | 'no-date';
  /** Whether `has_more` stays true on and after the last page. */
  readonly stuckHasMore: boolean;
  /** What a page after the last one contains. */
  readonly pageAfterEnd: 'last-page' | 'first-page' | 'empty';
  /** Whether clients with the status Removed are listed. */
  readonly listsRemoved: boolean;
  /** What a page_size above 100 does. */
  readonly largePageSize: 'lowered' | 'error';
  /** Added to the number of a person. */
  readonly firstId: bigint;
  readonly locationId: bigint;
  readonly throttle: Throttle | null;
}

export const WODIFY_DEFAULTS: WodifySettings = {
  keyStatus: 403,
  planHasApi: true,
  shape: 'envelope',
  createdField: 'created_on',
  noDate: '1900-01-01',
  datetimes: 'naive',
  timeZone: 'America/New_York',
  neverChanged: 'created',
  stuckHasMore: false,
  pageAfterEnd: 'last-page',
  listsRemoved: true,
  largePageSize: 'lowered',
  firstId: 10_000_000n,
  locationId: 9_007_199_254_740_993n,
  throttle: null,
};

const CONNECTION = 'Wodify, Connection';
const LISTING = 'Wodify, Listing clients and leads';
const FIELDS = 'Wodify, Fields';
const TRAPS = 'Wodify, Traps';
const LIMITS = 'Wodify, Limits, push';
const UNKNOWN = 'What cannot be known offline, Wodify';

export const WODIFY_BEHAVIOURS: readonly Behaviour<WodifySettings>[] = [
  { sureness: 'D', place: CONNECTION, does: 'requires x-api-key' },
  {
    sureness: 'A',
    place: CONNECTION,
    does: 'refuses a wrong key with this status, from the gateway',
    setting: 'keyStatus',
  },
  {
    sureness: 'D',
    place: CONNECTION,
    does: 'responds 403 to an account whose plan has no API',
    setting: 'planHasApi',
  },
  {
    sureness: 'D',
    place: LISTING,
    does: 'lists at GET /v1/clients; page_size is 100 by default and at most',
  },
  { sureness: 'A', place: LISTING, does: 'what a page_size above 100 does', setting: 'largePageSize' },
  { sureness: 'D', place: LISTING, does: 'sorts by sort=FIELD or sort=desc_FIELD' },
  {
    sureness: 'D',
    place: LISTING,
    does: 'envelope of clients and pagination{page, page_size, has_more}, without a total',
  },
  { sureness: 'C', place: LISTING, does: 'responds with a bare array at some endpoints', setting: 'shape' },
  { sureness: 'C', place: LISTING, does: 'filters nothing by status=Active' },
  {
    sureness: 'C',
    place: FIELDS,
    does: 'has created_on in lists and created in a single client',
    setting: 'createdField',
  },
  { sureness: 'C', place: FIELDS, does: 'has the time of the change nested, in updated.updated_on_datetime' },
  { sureness: 'C', place: FIELDS, does: 'has ids of seven or eight digits', setting: 'firstId' },
  {
    sureness: 'C',
    place: TRAPS,
    does: 'shows no date as 1900-01-01 and no text as an empty one',
    setting: 'noDate',
  },
  { sureness: 'C', place: TRAPS, does: 'shows datetimes without a zone or with a Z', setting: 'datetimes' },
  { sureness: 'A', place: UNKNOWN, does: 'zone of the clock that datetimes show', setting: 'timeZone' },
  {
    sureness: 'A',
    place: TRAPS,
    does: 'time of the change of a client that was never changed',
    setting: 'neverChanged',
  },
  {
    sureness: 'C',
    place: TRAPS,
    does: 'responds with the status 200 to an error, in two forms',
  },
  { sureness: 'C', place: TRAPS, does: 'responds 403 Missing Authentication Token to an unknown path or id' },
  { sureness: 'C', place: TRAPS, does: 'has location ids above 2^53', setting: 'locationId' },
  { sureness: 'C', place: TRAPS, does: 'keeps has_more true after the last page', setting: 'stuckHasMore' },
  { sureness: 'A', place: TRAPS, does: 'what a page after the last one contains', setting: 'pageAfterEnd' },
  { sureness: 'C', place: LIMITS, does: 'responds 429', setting: 'throttle' },
  { sureness: 'A', place: UNKNOWN, does: 'whether removed clients are listed', setting: 'listsRemoved' },
];
