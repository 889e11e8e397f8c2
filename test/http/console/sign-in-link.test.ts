import { expect, test } from 'vitest';
import { Sessions } from '../../../src/http/console/sessions.ts';

const TOKEN = 'a-token-for-the-tests';
const at = (now: number) => ({ address: '192.0.2.1', now });
const LINK = { token: 'the-token-of-a-link', endsAt: 1000 };

test('the token of a link starts one session, and only before the link ends', () => {
  const sessions = new Sessions(TOKEN, LINK);
  expect(sessions.signInOnce('another-token', at(999))).toEqual({ refused: 'wrong' });
  expect(sessions.signInOnce(LINK.token, at(999))).toEqual({ id: expect.any(String) });
  expect(sessions.signInOnce(LINK.token, at(999))).toEqual({ refused: 'wrong' });
  expect(new Sessions(TOKEN, LINK).signInOnce(LINK.token, at(1000))).toEqual({ refused: 'wrong' });
  expect(new Sessions(TOKEN).signInOnce('', at(0))).toEqual({ refused: 'wrong' });
});

test('the token of a link and the console token do not replace each other', () => {
  const sessions = new Sessions(TOKEN, LINK);
  expect(sessions.signIn(LINK.token, at(0))).toEqual({ refused: 'wrong' });
  expect(sessions.signInOnce(TOKEN, at(0))).toEqual({ refused: 'wrong' });
});

test('wrong tokens of links count towards the limit of failures', () => {
  const sessions = new Sessions(TOKEN, LINK);
  for (let guess = 0; guess < 10; guess += 1) sessions.signInOnce(`guess ${guess}`, at(0));
  expect(sessions.signInOnce(LINK.token, at(0))).toEqual({ refused: 'too_often' });
  expect(sessions.signIn(TOKEN, at(0))).toEqual({ refused: 'too_often' });
});
