/**
 * A second implementation of the contract's rules for one tenant, with plain lists. It follows the text of the contract
 * and shares no code with the product, so that a mistake must occur twice to stay undetected.
 */

/** A timestamp as the client sends it, its rank among the others, and its form in responses. */
export interface SourceTimestamp {
  readonly text: string;
  readonly rank: number;
  readonly shown: string;
  readonly isFarAhead?: boolean;
}

/** The fields of a write, with their names in responses. */
export interface Sent {
  readonly email?: string;
  readonly name?: string | null;
  readonly country?: string | null;
  readonly addressLine1?: string | null;
  readonly metadata?: Bag | null;
  readonly customFields?: Bag | null;
  readonly nickname?: string;
}

type Bag = Readonly<Record<string, unknown>>;

interface Reference {
  readonly source: string;
  readonly externalId: string;
  timestamp?: SourceTimestamp;
  readonly linkedAt: number;
}

/** The preconditions of a write. */
export interface Condition {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: '*' | undefined;
}

/** One item of a batch. An item without an email is invalid. */
export interface Item {
  readonly externalId: string;
  readonly sent: Sent;
  readonly timestamp: SourceTimestamp | null | undefined;
}

export interface Person {
  id: string;
  version: number;
  fields: Record<string, unknown> & { email: string };
  references: Reference[];
  createdAt: number;
  updatedAt: number;
}

/** The expected response. The test matches `warnings` and `details`, and compares the rest for equality. */
export type Expected =
  | {
      status: 200 | 201;
      outcome?: string;
      who: Person;
      etag: string;
      data: object;
      created?: boolean;
      warnings: RegExp[];
    }
  | { status: 200; outcome: 'stale'; ignored: object }
  | { status: 200; page: readonly string[]; total: number; hasMore: boolean }
  | { status: 200 | 409; items: readonly ExpectedItem[] }
  | { status: 200; events: readonly object[] }
  | { status: 304; etag: string }
  | { status: 400 | 404 | 409 | 412; details?: object };

/** The expected outcome of one item of a batch; without `who` if the response names no customer. */
export interface ExpectedItem {
  readonly externalId: string;
  readonly outcome: string;
  readonly who?: Person;
}

/** One change. `before` has null for names without a value. */
interface Change {
  readonly type: 'customer.created' | 'customer.updated';
  readonly who: Person;
  readonly shown: object;
  readonly before?: Bag;
  readonly at: number;
}

export interface ListQuery {
  readonly limit: number;
  readonly offset: number;
  readonly search?: string;
  readonly email?: string;
  readonly source?: string;
  readonly external_id?: string;
  readonly updated_since?: number;
}

export class ReferenceModel {
  readonly #merchantId: string;
  readonly #mayShare: boolean;
  #people: Person[] = [];
  #changes: Change[] = [];

  constructor(merchantId: string, mayShare: boolean) {
    this.#merchantId = merchantId;
    this.#mayShare = mayShare;
  }

  get ids(): string[] {
    return this.#people.map(({ id }) => id);
  }

  upsert(
    sourceAsSent: string,
    externalId: string,
    sent: Sent & { email: string },
    timestamp: SourceTimestamp | undefined,
    now: number,
    condition: Condition = {},
  ): Expected {
    const source = sourceAsSent.toLowerCase();
    const isIt = (reference: Reference) => reference.source === source && reference.externalId === externalId;
    const known = this.#people.find(({ references }) => references.some(isIt));
    const unknown = sent.nickname === undefined ? [] : [/^nickname: not a field/];
    const ahead = timestamp?.isFarAhead ? [/^external_updated_at: .* is in the future/] : [];
    const failed = fails(condition, known);
    if (failed) return failed;
    if (known) {
      const reference = known.references.find(isIt) as Reference;
      const stored = reference.timestamp;
      if (timestamp && stored && timestamp.rank < stored.rank) {
        return {
          status: 200,
          outcome: 'stale',
          ignored: {
            ignored: true,
            reason: 'stale_update',
            stored_timestamp: stored.shown,
            incoming_timestamp: timestamp.shown,
          },
        };
      }
      const owner = this.#ownerOf(sent.email, known);
      if (owner && !same(known.fields.email, sent.email)) return conflict(owner, source);
      const shared = this.#shareWarnings(sent.email, known);
      const changed = this.#change(known, now, () => {
        const isMerged = this.#merge(known, sent, now);
        if (timestamp && timestamp.rank !== stored?.rank) reference.timestamp = timestamp;
        return isMerged;
      });
      const untimed = !timestamp && stored ? [/^external_updated_at: not sent/] : [];
      const warnings = [...unknown, ...untimed, ...ahead, ...shared];
      return {
        status: 200,
        outcome: changed ? 'updated' : 'unchanged',
        created: false,
        ...this.#found(known),
        warnings,
      };
    }
    const reference = { source, externalId, ...(timestamp && { timestamp }), linkedAt: now };
    const owner = this.#ownerOf(sent.email);
    if (owner) {
      if (owner.references.some((held) => held.source === source)) return conflict(owner, source);
      this.#change(owner, now, () => {
        this.#merge(owner, sent, now);
        owner.references.push(reference);
        owner.updatedAt = now;
        return true;
      });
      const warnings = [...unknown, /^email: .*was linked/, ...ahead];
      return { status: 200, outcome: 'linked', created: false, ...this.#found(owner), warnings };
    }
    const shared = this.#shareWarnings(sent.email);
    const made = this.#add(sent, [reference], now);
    return {
      status: 201,
      outcome: 'created',
      created: true,
      ...this.#found(made),
      warnings: [...unknown, ...ahead, ...shared],
    };
  }

  create(sent: Sent & { email: string }, now: number): Expected {
    if (!sent.email.includes('@')) return { status: 400 };
    const owner = this.#ownerOf(sent.email);
    if (owner) return conflict(owner);
    const shared = this.#shareWarnings(sent.email);
    const unknown = sent.nickname === undefined ? [] : [/^nickname: not a field/];
    return { status: 201, ...this.#found(this.#add(sent, [], now)), warnings: [...unknown, ...shared] };
  }

  patch(id: string, sent: Sent, now: number, condition: Condition = {}): Expected {
    const known = this.#people.find((person) => person.id === id);
    const failed = fails(condition, known);
    if (failed) return failed;
    if (!known) return { status: 404 };
    const email = sent.email ?? known.fields.email;
    const owner = this.#ownerOf(email, known);
    if (owner && !same(known.fields.email, email)) return conflict(owner);
    const unknown = sent.nickname === undefined ? [] : [/^nickname: not a field/];
    const warnings = [...unknown, ...this.#shareWarnings(email, known)];
    this.#change(known, now, () => this.#merge(known, sent, now));
    return { status: 200, ...this.#found(known), warnings };
  }

  /** Applies all items in order. It rolls all of them back after a dry run or a rejected atomic batch. */
  batch(
    source: string,
    items: readonly Item[],
    now: number,
    { atomic = false, dryRun = false } = {},
  ): Expected {
    const before = { people: structuredClone(this.#people), changes: [...this.#changes] };
    const made = new Set<Person>();
    const results = items.map(({ externalId, sent, timestamp }): ExpectedItem => {
      const { email } = sent;
      if (email === undefined) return { externalId, outcome: 'failed' };
      const expected = this.upsert(source, externalId, { ...sent, email }, timestamp ?? undefined, now);
      if (expected.status === 409) return { externalId, outcome: 'failed' };
      if (!('who' in expected)) return { externalId, outcome: 'stale' };
      if (expected.created) made.add(expected.who);
      return { externalId, outcome: expected.outcome ?? '', who: expected.who };
    });
    const isRejected = atomic && results.some(({ outcome }) => outcome === 'failed');
    const status = isRejected ? 409 : 200;
    if (!isRejected && !dryRun) return { status, items: results };
    this.#people = before.people;
    this.#changes = before.changes;
    const named = results.map(({ who, ...item }) => (who && !made.has(who) ? { ...item, who } : item));
    return { status, items: named };
  }

  get(id: string, known?: string): Expected {
    return this.#read(
      this.#people.find((person) => person.id === id),
      known,
    );
  }

  getByReference(source: string, externalId: string, known?: string): Expected {
    const isIt = (held: Reference) => held.source === source.toLowerCase() && held.externalId === externalId;
    return this.#read(
      this.#people.find(({ references }) => references.some(isIt)),
      known,
    );
  }

  /** Lists all events, the newest first. */
  events(): Expected {
    const events = this.#changes.map(({ type, who, shown, before, at }, index) => ({
      type,
      sequence: index + 1,
      created: Math.floor(at / 1000),
      data: {
        object: { ...snakeNames(shown), id: who.id, object: 'customer' },
        ...(before && { previous_attributes: snakeNames(before) }),
      },
    }));
    return { status: 200, events: events.reverse() };
  }

  list({ limit, offset, ...filter }: ListQuery): Expected {
    const found = this.#people.toReversed().filter((person) => matches(person, filter));
    const page = found.slice(offset, offset + Math.min(limit, 100)).map(({ id }) => id);
    return { status: 200, page, total: found.length, hasMore: offset + page.length < found.length };
  }

  /** Sets the id that the product gave to a new customer. */
  name(who: Person, id: string): void {
    if (who.id !== '' || this.ids.includes(id)) throw new Error(`${id} must not be created`);
    who.id = id;
  }

  #read(person: Person | undefined, known: string | undefined): Expected {
    if (!person) return { status: 404 };
    const { etag } = this.#found(person);
    if (known === '*' || known?.includes(etag)) return { status: 304, etag };
    return { status: 200, ...this.#found(person), warnings: [] };
  }

  #found(who: Person) {
    return { who, etag: `"${who.version}"`, data: this.#show(who) };
  }

  /** Applies a change, increments the version, and appends an event if `apply` returns true. */
  #change(who: Person, at: number, apply: () => boolean): boolean {
    const before = this.#show(who) as Bag;
    const hasEvent = apply();
    const after = this.#show(who) as Bag;
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const changed = names.filter((name) => !isSame(before[name], after[name]));
    if (changed.length > 0) who.version += 1;
    if (!hasEvent) return false;
    const previous = Object.fromEntries(changed.map((name) => [name, before[name] ?? null]));
    this.#changes.push({ type: 'customer.updated', who, shown: after, before: previous, at });
    return true;
  }

  #add(sent: Sent & { email: string }, references: Reference[], now: number): Person {
    const made: Person = {
      id: '',
      version: 1,
      fields: { email: sent.email },
      references,
      createdAt: now,
      updatedAt: now,
    };
    this.#merge(made, sent, now);
    this.#people.push(made);
    this.#changes.push({ type: 'customer.created', who: made, shown: this.#show(made), at: now });
    return made;
  }

  #merge(person: Person, { nickname: _, ...sent }: Sent, now: number): boolean {
    const before = JSON.stringify(sorted(person.fields));
    for (const [name, value] of Object.entries(sent)) {
      const old = person.fields[name];
      if (value === undefined) continue;
      if (value === null) delete person.fields[name];
      else if (name === 'country') person.fields[name] = String(value).toUpperCase();
      else if (typeof value === 'object') {
        const merged = Object.entries({ ...(old as Bag), ...value }).filter(([, kept]) => kept !== null);
        if (merged.length > 0) person.fields[name] = Object.fromEntries(merged);
        else delete person.fields[name];
      } else person.fields[name] = value;
    }
    const changed = JSON.stringify(sorted(person.fields)) !== before;
    if (changed) person.updatedAt = now;
    return changed;
  }

  #ownerOf(email: string, except?: Person): Person | undefined {
    if (this.#mayShare) return undefined;
    return this.#people.find((person) => person !== except && same(person.fields.email, email));
  }

  #shareWarnings(email: string, except?: Person): RegExp[] {
    if (!this.#mayShare) return [];
    const others = this.#people.filter(
      (person) => person !== except && same(person.fields.email, email),
    ).length;
    return others === 0 ? [] : [new RegExp(`^email: ${others} other customer`)];
  }

  #show({ id, fields, references, createdAt, updatedAt }: Person): object {
    const externalRefs = references.map(({ source, externalId, timestamp, linkedAt }) => ({
      source,
      externalId,
      ...(timestamp && { externalUpdatedAt: timestamp.shown }),
      linkedAt: iso(linkedAt),
    }));
    return {
      id,
      merchantId: this.#merchantId,
      ...structuredClone(fields),
      ...(references[0] && { merchantRefId: references[0].externalId, externalRefs }),
      createdAt: iso(createdAt),
      updatedAt: iso(updatedAt),
    };
  }
}

function matches(
  { fields, references, updatedAt }: Person,
  filter: Omit<ListQuery, 'limit' | 'offset'>,
): boolean {
  const { search = '', email, source, external_id, updated_since = 0 } = filter;
  const texts = [fields.email, fields.name, ...references.map(({ externalId }) => externalId)]
    .filter((text) => typeof text === 'string')
    .map((text) => text.toLowerCase());
  const wanted = search.toLowerCase();
  const isFound =
    wanted.length >= 3
      ? texts.some((text) => text.includes(wanted))
      : texts.some((text) => text.split(/[^a-z0-9]+/).some((word) => word.startsWith(wanted)));
  const isReferred = references.some(
    (held) =>
      (source === undefined || held.source === source.toLowerCase()) &&
      (external_id === undefined || held.externalId === external_id),
  );
  return (
    isFound &&
    (email === undefined || same(fields.email, email)) &&
    ((source === undefined && external_id === undefined) || isReferred) &&
    updatedAt >= updated_since
  );
}

function conflict(owner: Person, source?: string): Expected {
  const named = owner.references.find((held) => held.source === source) ?? owner.references[0];
  const reference = named && { source: named.source, external_id: named.externalId };
  return { status: 409, details: { customer_id: owner.id, ...reference } };
}

/** Returns the expected 412 if a precondition fails. */
function fails({ ifMatch, ifNoneMatch }: Condition, known: Person | undefined): Expected | undefined {
  const etag = known && `"${known.version}"`;
  const isMatched =
    ifMatch === undefined || (etag && (ifMatch === '*' || ifMatch.split(', ').includes(etag)));
  if (isMatched && !(ifNoneMatch && known)) return undefined;
  return { status: 412, ...(etag && { details: { etag } }) };
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Converts the names of a customer to snake_case, but not the names in its metadata and custom fields. */
function snakeNames(shown: object): object {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(
    Object.entries(shown).map(([name, value]) => [
      snake(name),
      name === 'externalRefs' && value ? value.map(snakeNames) : value,
    ]),
  );
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const iso = (millis: number) => new Date(millis).toISOString();

export function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
