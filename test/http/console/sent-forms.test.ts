import { expect, test } from 'vitest';
import { htmlResponse, type PageResponse, redirect } from '../../../src/http/console/page-response.ts';
import { SentForms } from '../../../src/http/console/sent-forms.ts';

/** An action that counts its runs and responds with one of the given responses in each. */
function actionOf(...responses: (PageResponse | Error)[]) {
  let runs = 0;
  return {
    run: async () => {
      const response = responses[runs];
      runs += 1;
      if (!response || response instanceof Error) throw response;
      return response;
    },
    runs: () => runs,
  };
}

test('a form that redirected the browser runs once, and each further sending gets the same redirect', async () => {
  const forms = new SentForms();
  const action = actionOf(redirect('/console/keys/1'));
  const first = forms.run('token', action.run);
  expect(await forms.run('token', action.run)).toBe(await first);
  expect(await forms.run('token', action.run)).toEqual(redirect('/console/keys/1'));
  expect(action.runs()).toBe(1);
});

test('a form that was rejected with a document runs again', async () => {
  const forms = new SentForms();
  const action = actionOf(htmlResponse('wrong', 400), redirect('/console/keys/1'));
  expect(await forms.run('token', action.run)).toMatchObject({ status: 400 });
  expect(await forms.run('token', action.run)).toEqual(redirect('/console/keys/1'));
});

test('a form whose action failed runs again', async () => {
  const forms = new SentForms();
  const action = actionOf(new Error('disk full'), redirect('/console/keys/1'));
  await expect(forms.run('token', action.run)).rejects.toThrow('disk full');
  expect(await forms.run('token', action.run)).toEqual(redirect('/console/keys/1'));
});

test('a session stores the responses of its last 100 forms', async () => {
  const forms = new SentForms();
  const action = actionOf(redirect('/first'), ...Array(100).fill(redirect('/other')), redirect('/again'));
  await forms.run('first', action.run);
  for (let sent = 0; sent < 100; sent += 1) await forms.run(`other ${sent}`, action.run);
  expect(await forms.run('first', action.run)).toEqual(redirect('/again'));
});
