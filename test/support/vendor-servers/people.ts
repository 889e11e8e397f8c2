/** A synthetic person, as every vendor knows one. */
export interface Person {
  /** Counts from 1. */
  readonly number: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly street: string | null;
  readonly city: string | null;
  readonly postcode: string | null;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly state: 'active' | 'archived' | 'deleted';
}

const FIRST_NAMES = [
  'Aoife',
  'Brendan',
  'Chloë',
  'Dáithí',
  'Émilie',
  'Finn',
  'Grace',
  'Hanna',
  'Ivo',
  'Jürgen',
  'Zoë',
];
const LAST_NAMES = ['Byrne', 'de la Cruz', 'Ferreira', 'Grünewald', 'Kowalczyk', "O'Dowd", 'Smith-Lund'];
const STREETS = ['Abbey Street', 'Quay Road', 'Chapel Lane'];
const CITIES = ['Galway', 'Leeds', 'Porto'];

/** The time at which the first synthetic person was created, in milliseconds since 1970. */
export const FIRST_CREATED_AT = Date.UTC(2024, 0, 15, 8, 30);

/** The people of one vendor account, in the order of their numbers. A test adds, edits and removes them. */
export class People {
  readonly #people = new Map<number, Person>();
  #last = 0;

  /** Adds synthetic people, one created each minute. Their telephone numbers are of a range that is reserved for fiction. */
  add(count: number, changes: Partial<Person> = {}): void {
    for (let index = 0; index < count; index += 1) {
      this.#last += 1;
      this.#people.set(this.#last, { ...makePerson(this.#last), ...changes, number: this.#last });
    }
  }

  /** Changes a person, and the time of the last change. */
  edit(number: number, changes: Partial<Person>, at = Date.now()): void {
    this.#people.set(number, { ...this.get(number), changedAt: at, ...changes, number });
  }

  /** Removes a person without a trace. */
  remove(number: number): void {
    this.#people.delete(number);
  }

  get(number: number): Person {
    const person = this.#people.get(number);
    if (person === undefined) throw new Error(`There is no person ${number}.`);
    return person;
  }

  all(): readonly Person[] {
    return [...this.#people.values()];
  }
}

function makePerson(number: number): Person {
  const firstName = pick(FIRST_NAMES, number);
  const lastName = pick(LAST_NAMES, number);
  const createdAt = FIRST_CREATED_AT + number * 60_000;
  return {
    number,
    firstName,
    lastName,
    email: `person.${number}@example.com`,
    phone: `+447700900${String(number % 1000).padStart(3, '0')}`,
    street: `${number} ${pick(STREETS, number)}`,
    city: pick(CITIES, number),
    postcode: `ZZ${number % 90} 1AA`,
    createdAt,
    changedAt: createdAt,
    state: 'active',
  };
}

function pick(from: readonly string[], number: number): string {
  return from[number % from.length] ?? '';
}
