import { html } from '../pages/html.ts';
import { renderPage } from '../pages/page.ts';

const REFUSALS = {
  wrong: 'That is not the token. Copy it again from where upsertd serve printed it.',
  too_often: 'Too many wrong tokens. Wait a minute and try again.',
};

export function signInPage(refused?: keyof typeof REFUSALS): string {
  return renderPage({
    title: 'Sign in · upsertd',
    home: '/console',
    styles: ['pages.css', 'console.css'],
    body: html`<main id="main" class="sign-in">
<img src="/console/icon.svg" alt="" width="48" height="48">
<h1>upsertd console</h1>
<p class="faint">Paste the token that <code>upsertd serve</code> printed when it started, or the one you gave it.</p>
${refused && html`<p class="message bad" role="alert">${REFUSALS[refused]}</p>`}
<form method="post" action="/console/sign-in">
<label for="token">Token</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password">
<button>Sign in</button>
</form>
</main>`,
  }).text;
}
