import { html } from '../pages/html.ts';
import { renderPage } from '../pages/page.ts';

const REFUSALS = {
  wrong: 'This token is wrong. Copy the token again from the output of upsertd serve.',
  too_often: 'Too many wrong tokens. Wait a minute and try again.',
};

/** Renders the sign-in page. @param refused the reason why the last attempt failed. */
export function signInPage(refused?: keyof typeof REFUSALS): string {
  return renderPage({
    title: 'Sign in · upsertd',
    home: '/console',
    styles: ['pages.css', 'console.css'],
    body: html`<main id="main" class="sign-in">
<img src="/console/icon.svg" alt="" width="48" height="48">
<h1>upsertd console</h1>
<p class="faint">Paste the console token. <code>upsertd serve</code> prints it at its start, unless you set one with <code>--console-token</code>.</p>
${refused && html`<p class="message bad" role="alert">${REFUSALS[refused]}</p>`}
<form method="post" action="/console/sign-in">
<label for="token">Token</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password">
<button>Sign in</button>
</form>
</main>`,
  }).text;
}
