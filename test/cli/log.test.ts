import { describe, expect, test } from 'vitest';
import { Served } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Line {
  level: string;
  msg: string;
  status: number;
  route?: string;
  key?: string;
}

describe('the log of serve', () => {
  test('has a line for every request, and nothing that is secret or personal', async () => {
    const served = await Served.start({ cwd: tempFolder() });
    const { key } = served;
    const secrets = ['PERSON-42', 'kari@example.com', 'Kari Nordmann', 'kari', key, key.slice(-10)];
    const body = { email: 'kari@example.com', name: 'Kari Nordmann', secret_field: 'Kari Nordmann' };
    await served.put('PERSON-42', { body });
    await served.put('PERSON-42', { body: { email: 'kari@example.com <kari>' } });
    await served.put('PERSON-42', { key: `${key.slice(0, -1)}x` });
    await served.put('PERSON-42/PERSON-42');
    await served.fetch('/v2/customers?search=kari&email=kari@example.com&nonsense=PERSON-42');
    await served.fetch('/v2/customers', { method: 'POST', body: '{"email":"kari@example.com",' });
    await served.fetch('/kari@example.com');
    const { stderr } = await served.stop();

    const lines = stderr
      .trim()
      .split('\n')
      .map((line): Line => JSON.parse(line));
    expect(lines.map(({ status }) => status)).toEqual([201, 400, 401, 404, 400, 400, 404]);
    expect(lines[0]).toMatchObject({
      level: 'info',
      msg: 'answered',
      route: '/v2/customers/external/{source}/{externalId}',
    });
    for (const secret of secrets) expect(stderr.toLowerCase()).not.toContain(secret.toLowerCase());
  });
});
