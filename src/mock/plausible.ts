import { createHash } from 'node:crypto';
import { base, en, Faker } from '@faker-js/faker';
import { toCamel } from '../contract/field-names.ts';

const DAY_MS = 86_400_000;

/** The largest age of an invented date, in days. */
const RECENT_DAYS = 60;

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * Replaces the texts and times of an invented body by those of a person and of the last weeks. The same seed gives the
 * same values on the same day (UTC).
 *
 * @param now UNIX milliseconds.
 */
export function makePlausible(body: unknown, seed: string, now: number): unknown {
  const faker = new Faker({ locale: [en, base] });
  faker.seed(createHash('sha256').update(seed).digest().readUInt32BE());
  const today = now - (now % DAY_MS);
  return replaceValues(body, new Person(faker, today));
}

function replaceValues(value: unknown, person: Person): unknown {
  if (Array.isArray(value)) {
    // Each customer of a list is another person; the texts of a list, such as warnings, stay.
    return value.map((item) => replaceValues(item, person.next()));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      person.valueFor(toCamel(name), inner) ?? replaceValues(inner, person),
    ]),
  );
}

/** The values of one invented person. Both spellings of a field have the same value. */
class Person {
  readonly #faker: Faker;
  readonly #today: number;
  readonly #texts: Readonly<Record<string, string>>;
  readonly #createdAt: number;

  constructor(faker: Faker, today: number) {
    this.#faker = faker;
    this.#today = today;
    const { person, internet, phone, company, location, lorem, string } = faker;
    const [firstName, lastName] = [person.firstName(), person.lastName()];
    const externalId = `PAT-${string.numeric(5)}`;
    this.#texts = {
      name: `${firstName} ${lastName}`,
      email: internet.exampleEmail({ firstName, lastName }).toLowerCase(),
      phone: phone.number({ style: 'international' }),
      companyName: company.name(),
      addressLine1: location.streetAddress(),
      addressLine2: location.secondaryAddress(),
      city: location.city(),
      state: location.state(),
      postalCode: location.zipCode(),
      country: location.countryCode(),
      taxIdCountry: location.countryCode(),
      taxId: string.numeric(9),
      notes: lorem.sentence(),
      source: 'practicehub',
      externalId,
      merchantRefId: externalId,
      currency: 'NOK',
    };
    this.#createdAt = today - faker.number.int({ min: DAY_MS, max: RECENT_DAYS * DAY_MS });
  }

  next(): Person {
    return new Person(this.#faker, this.#today);
  }

  /** Returns the value of a field, or undefined if a person says nothing about it. @param invented the value from Prism. */
  valueFor(name: string, invented: unknown): unknown {
    if (name === 'created' && typeof invented === 'number') return Math.floor(this.#createdAt / 1000);
    if (typeof invented !== 'string') return undefined;
    if (DATE_TIME.test(invented)) return new Date(this.#timeOf(name)).toISOString();
    return this.#texts[name];
  }

  /** A change lies between the creation and today. */
  #timeOf(name: string): number {
    if (name === 'createdAt' || name === 'linkedAt') return this.#createdAt;
    return this.#faker.number.int({ min: this.#createdAt, max: this.#today });
  }
}
