import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

test('whatever content types clients invent, no schema is compiled for them', async () => {
  const compile = vi.spyOn(Ajv2020.prototype, 'compile');
  const server = await TestServer.start();
  expect(compile).toHaveBeenCalled();
  await server.as().get('/v2/customers');
  await server.as().put(freshPath()).send({ email: freshEmail() });

  const answers: number[] = [];
  const before = compile.mock.calls.length;
  for (let index = 0; index < 200; index += 1) {
    const type = `application/json; version=${index}`;
    const written = await server
      .as()
      .put(freshPath())
      .set('Content-Type', type)
      .send(`{"email": "${freshEmail()}"}`);
    const read = await server.as().get('/v2/customers').set('Content-Type', `text/x-${index}`);
    const refused = await server
      .as()
      .post('/v2/customers')
      .set('Content-Type', `application/x-${index}`)
      .send('{}');
    answers.push(written.status, read.status, refused.status);
  }
  expect(new Set(answers)).toEqual(new Set([201, 200, 415]));
  // The judge compiles each answer's schema when it first meets it.
  expect(compile.mock.calls.length - before).toBeLessThan(20);
  await server.stop();
});
