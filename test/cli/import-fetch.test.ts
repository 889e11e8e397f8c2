import { expect, test } from 'vitest';
import { bufferedFetch } from '../../src/cli/import/send/buffered-fetch.ts';
import { type Scripted, ScriptedServer } from '../client/scripted-server.ts';

async function serve<T>(scripted: Scripted, ask: (server: ScriptedServer) => Promise<T>): Promise<T> {
  const server = await ScriptedServer.start(scripted);
  try {
    return await ask(server);
  } finally {
    await server.stop();
  }
}

test('a request goes out as it is, and its answer comes back whole', async () => {
  const headers = { 'Set-Cookie': 'a=b', Location: '/elsewhere' };
  await serve({ status: 307, headers, body: { name: 'Bjørn' } }, async ({ url, received }) => {
    const asked = new Request(`${url}/v2/a%2Fb?c=d`, {
      method: 'PUT',
      headers: { 'X-Name': 'e' },
      body: '{"name":"Bjørn"}',
    });
    const answer = await bufferedFetch(asked);
    expect(received).toMatchObject([
      {
        method: 'PUT',
        path: '/v2/a%2Fb?c=d',
        body: '{"name":"Bjørn"}',
        headers: { 'x-name': 'e', 'content-length': '17', 'accept-encoding': 'identity' },
      },
    ]);
    expect(answer.status).toBe(307);
    expect(answer.headers.get('location')).toBe('/elsewhere');
    expect(await answer.json()).toEqual({ name: 'Bjørn' });
  });
});

test('an answer without a body has none', async () => {
  const { status, body } = await serve({ status: 204, body: '' }, ({ url }) =>
    bufferedFetch(new Request(url)),
  );
  expect({ status, body }).toEqual({ status: 204, body: null });
});

test.each(['reset', 'half'] as const)('an answer that is cut off (%s) is none', async (scripted) => {
  const asked = serve(scripted, ({ url }) => bufferedFetch(new Request(url)));
  await expect(asked).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } });
});

test('a request is given up when its signal says so', async () => {
  const stop = new AbortController();
  const asked = serve('silence', async (server) => {
    const answer = bufferedFetch(new Request(server.url, { signal: stop.signal }));
    await expect.poll(() => server.received.length).toBe(1);
    stop.abort();
    return await answer;
  });
  await expect(asked).rejects.toMatchObject({ cause: { name: 'AbortError' } });
});
