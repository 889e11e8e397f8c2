/** A synthetic person, before a vendor's server gives it the vendor's fields. A test changes its fields. */
export interface Person {
  /** 1, 2, 3 … */
  number: number;
  first: string;
  last: string;
  email: string | null;
  phone: string | null;
  street: string | null;
  city: string | null;
  postcode: string | null;
  /** UNIX milliseconds. */
  createdAt: number;
  /** UNIX milliseconds. */
  updatedAt: number;
  state: 'active' | 'archived' | 'deleted';
}

const FIRST = ['Kari', 'Ola', 'Ingrid', 'Lars', 'Aoife', 'Siân', 'Zoë', 'Jürgen', 'Nuala', 'Bjørn'];
const LAST = ['Berg', 'Nordmann', "O'Brien", 'Solberg', 'de la Cruz', 'Haugen', 'Żak', 'Lund', 'Møller'];

/** Makes people that do not exist, each an hour newer than the one before; the mail domain and the phone numbers are reserved for examples. */
export function makePeople(count: number, from = 1, at = Date.UTC(2021, 0, 1)): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    return {
      number,
      first: FIRST[number % FIRST.length] ?? '',
      last: LAST[number % LAST.length] ?? '',
      email: `person-${number}@example.com`,
      phone: `+1 555 01${String(number).padStart(6, '0')}`,
      street: `${number} Example Street`,
      city: 'Oslo',
      postcode: '0150',
      createdAt: at + number * 3_600_000,
      updatedAt: at + number * 3_600_000,
      state: 'active',
    };
  });
}
