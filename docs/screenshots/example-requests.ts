const NAMES = [
  'Ingrid Solberg',
  'Jonas Berg',
  'Amina Yusuf',
  'Lars Haugen',
  'Maja Lindqvist',
  'Noah Eriksen',
  'Sofie Dahl',
  'Emil Nygaard',
];

/** The length of the traffic, in minutes. */
const MINUTES = 60;

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends the requests of an hour, the oldest first: customers that are created, changed, repeated and stale, retries, reads
 * and the usual errors.
 *
 * @param setMinutesAgo sets the clock of the server.
 */
export async function sendExampleRequests(
  url: string,
  key: string,
  setMinutesAgo: (minutes: number) => void,
): Promise<void> {
  for (let minute = MINUTES; minute >= 1; minute -= 1) {
    setMinutesAgo(minute);
    for (const { method = 'GET', path, body, headers } of requestsOf(minute)) {
      const response = await fetch(`${url}/v2/${path}`, {
        method,
        headers: { 'x-api-key': key, 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (response.status >= 500 || (response.status === 401 && headers?.['x-api-key'] === undefined))
        throw new Error(`${method} ${path} returned ${response.status}: ${await response.text()}`);
      await response.arrayBuffer();
    }
  }
}

function requestsOf(minute: number): Sent[] {
  const sent = Array.from({ length: 1 + ((minute * 7) % 5) }, (_, index) => upsert(minute, index));
  const [first] = sent;
  if (minute % 10 === 0 && first) sent.push(first);
  if (minute % 4 === 0) sent.push({ path: 'customers?limit=20' });
  if (minute % 9 === 0) sent.push({ path: 'events?limit=50' });
  if (minute % 13 === 0) sent.push({ path: 'customers/external/practicehub/PAT-99999' });
  if (minute % 17 === 0) sent.push(upsert(minute, 1, { email: 'not an email' }));
  if (minute % 29 === 0) sent.push({ path: 'customers', headers: { 'x-api-key': 'rk_sandbox_unknown' } });
  return sent;
}

/** Stores one of 24 people. Each has a version that changes three times in the hour. */
function upsert(minute: number, index: number, fields: object = {}): Sent {
  const person = (minute * 3 + index * 5) % 24;
  const name = NAMES[person % NAMES.length] ?? '';
  const source = person % 3 === 0 ? 'wodify' : 'practicehub';
  const id = source === 'wodify' ? `${88_400 + person}` : `PAT-${12_345 + person}`;
  const version = Math.floor((MINUTES - minute) / 20);
  return {
    method: 'PUT',
    path: `customers/external/${source}/${id}`,
    headers: { 'idempotency-key': `sync-${minute}-${index}` },
    body: {
      email: `${name.toLowerCase().replace(' ', '.')}.${person}@example.com`,
      name,
      city: version === 0 ? 'Oslo' : 'Bergen',
      external_updated_at: new Date(Date.UTC(2026, 10, 23, 11, index === 4 ? 0 : version * 20)).toISOString(),
      ...fields,
    },
  };
}
