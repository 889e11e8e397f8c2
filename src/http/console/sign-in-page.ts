import { html } from '../pages/html.ts';
import { renderPage } from '../pages/page.ts';
import { LINK_MS } from './sessions.ts';

const USED_LINK = `This link was used before, or is older than ${LINK_MS / 60_000} minutes. Paste the console token instead.`;

const REFUSALS = {
  wrong: 'This token is wrong. Copy the token again from the output of upsertd serve.',
  too_often: 'Too many wrong tokens. Wait a minute and try again.',
};

export interface SignInOptions {
  /** The reason why the last attempt failed. */
  readonly refused?: keyof typeof REFUSALS;
  /** Whether the last attempt used a link. */
  readonly wasLink?: boolean;
  /** The token of a link. With it, the page asks for no token. Default: empty. */
  readonly once?: string;
}

/** Renders the sign-in page. A link signs in with a button, so that a preview of the link does not use it up. */
export function signInPage({ refused, wasLink = false, once = '' }: SignInOptions): string {
  const message = refused === 'wrong' && wasLink ? USED_LINK : refused && REFUSALS[refused];
  return renderPage({
    title: 'Sign in · upsertd',
    home: '/console',
    styles: ['pages.css', 'console.css'],
    body: html`<main id="main" class="sign-in">
<img src="/console/icon.svg" alt="" width="48" height="48">
<h1>upsertd console</h1>
${message && html`<p class="message bad" role="alert">${message}</p>`}
${once === '' ? tokenForm() : linkForm(once)}
</main>`,
  }).text;
}

function linkForm(once: string) {
  return html`<p class="faint">This link signs in one browser.</p>
<form method="post" action="/console/sign-in"><input type="hidden" name="once" value="${once}"><button autofocus>Sign in</button></form>`;
}

function tokenForm() {
  return html`<p class="faint">Paste the console token. <code>upsertd serve</code> prints it at its start, unless you set one with <code>--console-token</code> or <code>--console-token-file</code>.</p>
<form method="post" action="/console/sign-in">
<label for="token">Token</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password">
<button>Sign in</button>
</form>`;
}
