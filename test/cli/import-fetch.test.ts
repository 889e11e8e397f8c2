import { expect, test } from 'vitest';
import { bufferedFetch } from '../../src/cli/import/send/buffered-fetch.ts';
import { type Scripted, ScriptedServer } from '../client/scripted-server.ts';

async function serve<T>(scripted: Scripted, use: (server: ScriptedServer) => Promise<T>): Promise<T> {
  const server = await ScriptedServer.start(scripted);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

test('bufferedFetch sends a request unchanged, and returns the whole response', async () => {
  const headers = { 'Set-Cookie': 'a=b', Location: '/elsewhere' };
  await serve({ status: 307, headers, body: { name: 'Bjørn' } }, async ({ url, received }) => {
    const request = new Request(`${url}/v2/a%2Fb?c=d`, {
      method: 'PUT',
      headers: { 'X-Name': 'e' },
      body: '{"name":"Bjørn"}',
    });
    const response = await bufferedFetch(request);
    expect(received).toMatchObject([
      {
        method: 'PUT',
        path: '/v2/a%2Fb?c=d',
        body: '{"name":"Bjørn"}',
        headers: { 'x-name': 'e', 'content-length': '17', 'accept-encoding': 'identity' },
      },
    ]);
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe('/elsewhere');
    expect(await response.json()).toEqual({ name: 'Bjørn' });
  });
});

test('bufferedFetch returns a response without a body if the server sends none', async () => {
  const { status, body } = await serve({ status: 204, body: '' }, ({ url }) =>
    bufferedFetch(new Request(url)),
  );
  expect({ status, body }).toEqual({ status: 204, body: null });
});

test.each(['reset', 'half'] as const)(
  'bufferedFetch fails if the connection breaks before the end of the response (%s)',
  async (scripted) => {
    const fetching = serve(scripted, ({ url }) => bufferedFetch(new Request(url)));
    await expect(fetching).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } });
  },
);

test('bufferedFetch aborts a request when its signal is aborted', async () => {
  const stop = new AbortController();
  const fetching = serve('silence', async (server) => {
    const response = bufferedFetch(new Request(server.url, { signal: stop.signal }));
    await expect.poll(() => server.received.length).toBe(1);
    stop.abort();
    return await response;
  });
  await expect(fetching).rejects.toMatchObject({ cause: { name: 'AbortError' } });
});
