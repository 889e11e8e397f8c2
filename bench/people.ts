import type { CustomerPatch } from '../src/domain/customer.ts';

/** A generated customer. The same number gives the same customer. */
export interface Person {
  readonly source: string;
  readonly externalId: string;
  readonly email: string;
  readonly patch: CustomerPatch;
}

const FIRST = words(
  'Ingrid Kari Anne Liv Berit Astrid Ola Per Lars Knut Emma Noah Jakob Oskar Ella Maja Sofia Filip Aksel William Maria Jose Wei Yuki Aisha Omar Fatima Chloé Zoë Björn Søren Łukasz Renée André Siobhán',
);
const LAST = words(
  'Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Solberg Berg Haugen Hagen Dahl Lund Moen Strand Müller García Nguyễn Kowalski Öztürk O’Brien Fernández Tanaka Smith Jones Brown Taylor',
);
const CITIES = words('Oslo Bergen Tromsø Bodø Hamar Larvik Molde Narvik Skien Halden');
const HOSTS = words('example.com example.org example.net mail.example.no post.example.se');

/** One in this many customers comes from the rarely used source. */
const RARE = 20_000;

export function person(number: number, prefix = ''): Person {
  const random = randomFrom(number + 1);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const [first, last] = [pick(FIRST), pick(LAST)];
  const plain = `${first}.${last}`
    .normalize('NFD')
    .replace(/[^a-z.]/gi, '')
    .toLowerCase();
  const common = random() < 0.7 ? 'practicehub' : 'wodify';
  return {
    source: number % RARE === 0 ? 'oldsystem' : common,
    externalId: `${prefix}PAT-${100_000 + number}`,
    email: `${plain}.${prefix.toLowerCase()}${number}@${pick(HOSTS)}`,
    patch: {
      name: `${first} ${last}`,
      phone: `+47 ${Math.floor(random() * 9e7 + 1e7)}`,
      city: pick(CITIES),
      country: 'NO',
      metadata: { plan: pick(['gold', 'silver', 'bronze']), visits: Math.floor(random() * 50) },
    },
  };
}

/** Mulberry32, a small random number generator that is deterministic on every platform. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function words(text: string): string[] {
  return text.split(' ');
}
