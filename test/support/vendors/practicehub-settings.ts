import type { Behaviour } from './behaviour.ts';
import type { Throttle } from './vendor-server.ts';

export interface PracticeHubSettings {
  /** The status of a response to a missing or wrong key. */
  readonly keyStatus: number;
  /** The status of a response to a missing `x-app-details`. */
  readonly appDetailsStatus: number;
  /** The name of the attribute with the time of the last change, in records and in filters. */
  readonly changedField: string;
  /** Whether the changed-at attribute is one that filters know. */
  readonly knowsChangedFilter: boolean;
  readonly createdField: string;
  /** The zone of the clock that the timestamps show. */
  readonly timeZone: string;
  /** The character between date and time in records. */
  readonly timeSeparator: ' ' | 'T';
  /** The times that a filter understands: with a space and without zone, or any ISO 8601 time too. */
  readonly filterTimes: 'spaced' | 'iso-too';
  /** The value of `links.next` on the last page. */
  readonly lastLink: 'null' | 'absent';
  readonly links: 'absolute' | 'relative';
  readonly ids: 'number' | 'text';
  readonly order: 'id' | 'newest-change-first';
  /** Whether the list contains archived patients. */
  readonly listsArchived: boolean;
  /** The list contains each n-th record twice in a row. 0: no record. */
  readonly repeatEvery: number;
  /** Whether `total_entries` counts a record that the list contains twice as one or as two. */
  readonly totalCounts: 'records' | 'entries';
  readonly throttle: Throttle | null;
  /** Whether a refusal has the status 200, with the error in its body. */
  readonly errorsAs200: boolean;
  /** Whether patients without a number exist: each n-th has a blank one. 0: none. */
  readonly blankNumberEvery: number;
}

export const PRACTICEHUB_DEFAULTS: PracticeHubSettings = {
  keyStatus: 401,
  appDetailsStatus: 400,
  changedField: 'updated',
  knowsChangedFilter: true,
  createdField: 'created_at',
  timeZone: 'UTC',
  timeSeparator: ' ',
  filterTimes: 'spaced',
  lastLink: 'null',
  links: 'absolute',
  ids: 'number',
  order: 'id',
  listsArchived: false,
  repeatEvery: 0,
  totalCounts: 'entries',
  throttle: null,
  errorsAs200: false,
  blankNumberEvery: 0,
};

const CONNECTION = 'PracticeHub, Connection';
const LISTING = 'PracticeHub, Listing patients';
const FILTERING = 'PracticeHub, Filtering';
const FIELDS = 'PracticeHub, Fields of a patient';
const LIMITS = 'PracticeHub, Limits, errors, push';
const UNKNOWN = 'What cannot be known offline, PracticeHub';
const TABLE = 'What a generic reader must be able to do, by source';

export const PRACTICEHUB_BEHAVIOURS: readonly Behaviour<PracticeHubSettings>[] = [
  {
    sureness: 'D',
    place: CONNECTION,
    does: 'requires x-practicehub-key and x-app-details of the form APPNAME=CONTACT-EMAIL',
  },
  {
    sureness: 'A',
    place: CONNECTION,
    does: 'refuses a missing or wrong key with this status',
    setting: 'keyStatus',
  },
  {
    sureness: 'A',
    place: CONNECTION,
    does: 'refuses a missing x-app-details with this status',
    setting: 'appDetailsStatus',
  },
  {
    sureness: 'C',
    place: LISTING,
    does: 'lists at GET /api/patients, and has one record at /api/patients/ID',
  },
  { sureness: 'D', place: LISTING, does: 'counts page from 1; page_size is 100 by default and at most' },
  { sureness: 'C', place: LISTING, does: 'lowers a larger page_size to 100 without an error' },
  {
    sureness: 'D',
    place: LISTING,
    does: 'envelope of total_entries, data and links; links.next is null or absent at the end',
    setting: 'lastLink',
  },
  {
    sureness: 'A',
    place: LISTING,
    does: 'form of a link, which keeps every parameter of the request',
    setting: 'links',
  },
  { sureness: 'C', place: LISTING, does: 'lists the same record twice in one walk', setting: 'repeatEvery' },
  {
    sureness: 'A',
    place: LISTING,
    does: 'what total_entries counts when a record appears twice',
    setting: 'totalCounts',
  },
  {
    sureness: 'A',
    place: LISTING,
    does: 'order of the list, because no sort parameter is documented',
    setting: 'order',
  },
  {
    sureness: 'D',
    place: FILTERING,
    does: 'filters by attribute=operator:value, with any attribute and 13 operators',
  },
  {
    sureness: 'D',
    place: FILTERING,
    does: 'ignores a filter with an unknown attribute or without an operator',
  },
  {
    sureness: 'C',
    place: FILTERING,
    does: 'compares times that are written with a space and without a zone',
  },
  {
    sureness: 'A',
    place: FILTERING,
    does: 'times that a filter understands; it ignores others',
    setting: 'filterTimes',
  },
  { sureness: 'A', place: FILTERING, does: 'name of the changed-at attribute', setting: 'changedField' },
  {
    sureness: 'A',
    place: FILTERING,
    does: 'whether filters know the changed-at attribute',
    setting: 'knowsChangedFilter',
  },
  {
    sureness: 'A',
    place: FILTERING,
    does: 'zone of the timestamps, which have no zone',
    setting: 'timeZone',
  },
  { sureness: 'A', place: UNKNOWN, does: 'format of the timestamps in records', setting: 'timeSeparator' },
  { sureness: 'A', place: FIELDS, does: 'name of the created-at attribute', setting: 'createdField' },
  { sureness: 'C', place: FIELDS, does: 'id is a number in some lists and a text in others', setting: 'ids' },
  { sureness: 'C', place: FIELDS, does: 'patient_number is a text; email may be null' },
  {
    sureness: 'A',
    place: FIELDS,
    does: 'whether a patient_number can be blank',
    setting: 'blankNumberEvery',
  },
  { sureness: 'A', place: UNKNOWN, does: 'whether archived patients are listed', setting: 'listsArchived' },
  { sureness: 'C', place: LIMITS, does: 'responds 429, with or without Retry-After', setting: 'throttle' },
  { sureness: 'A', place: TABLE, does: 'whether an error has the status 200', setting: 'errorsAs200' },
];
