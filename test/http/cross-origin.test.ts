import { describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';

const PAGE = 'https://clinic.example';

async function withServer(corsOrigins: readonly string[], work: (server: TestServer) => Promise<void>) {
  const server = await TestServer.start({ corsOrigins });
  await work(server);
  await server.stop();
}

const preflight = (server: TestServer, origin: string) =>
  server.as(null).options('/v2/customers').set({
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'x-api-key',
  });

describe('a page of another origin', () => {
  test('cannot call the API unless its origin is configured', async () => {
    await withServer([], async (server) => {
      const answer = await server.as().get('/v2/customers').set('Origin', PAGE);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect((await preflight(server, PAGE)).status).toBe(401);
    });
  });

  test('can call the API from a configured origin and from no other', async () => {
    await withServer([PAGE, 'https://other.example'], async (server) => {
      const allowed = await preflight(server, PAGE);
      expect(allowed.status).toBe(204);
      expect(allowed.headers).toMatchObject({
        'access-control-allow-origin': PAGE,
        'access-control-allow-headers': 'x-api-key',
      });
      expect(allowed.headers['access-control-allow-methods']?.split(',').sort()).toEqual([
        'GET',
        'PATCH',
        'POST',
        'PUT',
      ]);
      expect((await preflight(server, 'https://evil.example')).headers).not.toHaveProperty(
        'access-control-allow-origin',
      );
      expect((await preflight(server, `${PAGE}.evil.example`)).headers).not.toHaveProperty(
        'access-control-allow-origin',
      );
    });
  });

  test('can read responses and errors with all their headers', async () => {
    await withServer([PAGE], async (server) => {
      for (const key of [server.key, null]) {
        const { headers } = await server.as(key).get('/v2/customers').set('Origin', PAGE);
        expect(headers['access-control-allow-origin']).toBe(PAGE);
        expect(headers.vary).toContain('Origin');
        const exposed = headers['access-control-expose-headers']?.split(',');
        expect(exposed).toEqual(
          expect.arrayContaining(['X-Request-Id', 'RevKeen-Version', 'Upsert-Outcome', 'Location']),
        );
      }
    });
  });

  test('can call the API from every origin if * is configured', async () => {
    await withServer(['*'], async (server) => {
      expect((await preflight(server, PAGE)).headers['access-control-allow-origin']).toBe('*');
    });
  });
});
