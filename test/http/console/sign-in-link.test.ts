import { expect, test } from 'vitest';
import { Sessions } from '../../../src/http/console/sessions.ts';

const TOKEN = 'a-token-for-the-tests';
const LINK = { token: 'the-token-of-a-link', endsAt: 1000 };

test('the token of a link starts one session, and only before the link ends', () => {
  const sessions = new Sessions(TOKEN, LINK);
  expect(sessions.signInOnce('another-token', 999)).toEqual({ refused: 'wrong' });
  expect(sessions.signInOnce(LINK.token, 999)).toEqual({ id: expect.any(String) });
  expect(sessions.signInOnce(LINK.token, 999)).toEqual({ refused: 'wrong' });
  expect(new Sessions(TOKEN, LINK).signInOnce(LINK.token, 1000)).toEqual({ refused: 'wrong' });
  expect(new Sessions(TOKEN).signInOnce('', 0)).toEqual({ refused: 'wrong' });
});

test('the token of a link and the console token do not replace each other', () => {
  const sessions = new Sessions(TOKEN, LINK);
  expect(sessions.signIn(LINK.token, 0)).toEqual({ refused: 'wrong' });
  expect(sessions.signInOnce(TOKEN, 0)).toEqual({ refused: 'wrong' });
});

test('wrong tokens of links count towards the limit of failures', () => {
  const sessions = new Sessions(TOKEN, LINK);
  for (let guess = 0; guess < 10; guess += 1) sessions.signInOnce(`guess ${guess}`, 0);
  expect(sessions.signInOnce(LINK.token, 0)).toEqual({ refused: 'too_often' });
  expect(sessions.signIn(TOKEN, 0)).toEqual({ refused: 'too_often' });
});
