/* Updates the live part of a page, and shows when it was updated and whether the server and the session are there. */
const REFRESH_MS = 2000;
const TIMEOUT_MS = 10_000;
const SIGN_IN = '/console/sign-in';

const live = document.querySelector('[data-live]');
const updated = document.createElement('span');
// Only a change of the state is announced to screen readers, not each update.
const problem = Object.assign(document.createElement('span'), { role: 'status' });
let signInBox;

if (live) {
  const state = Object.assign(document.createElement('p'), { id: 'live-state', className: 'faint' });
  state.append(updated, problem);
  live.before(state);
  showUpdated();
  scheduleRefresh();
}

function scheduleRefresh() {
  setTimeout(() => refresh().then(scheduleRefresh, scheduleRefresh), REFRESH_MS);
}

async function refresh() {
  if (document.hidden || signInBox) return;
  const response = await load(location.href).catch(() => undefined);
  if (response?.type === 'opaqueredirect') await askForToken();
  else if (response?.ok) replaceLive(await parse(response));
  else showProblem(`not answering since ${clock()}`);
}

function load(url, options) {
  return fetch(url, {
    cache: 'no-store',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...options,
  });
}

async function parse(response) {
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/** Replaces the live part, unless it has the focus or a text selection. Opens the new page if it has no live part. */
function replaceLive(page) {
  problem.textContent = '';
  const part = page.getElementById(live.id);
  if (!part) location.reload();
  if (!part || live.contains(document.activeElement) || !getSelection().isCollapsed) return;
  // A table that the reader has opened stays open.
  for (const { id } of live.querySelectorAll('details[open][id]')) {
    const details = part.querySelector(`#${id}`);
    if (details) details.open = true;
  }
  if (part.innerHTML !== live.innerHTML) live.replaceChildren(...part.childNodes);
  showUpdated();
}

/** Shows the sign-in form above the live part, so that the page keeps its place. */
async function askForToken() {
  const page = await parse(await load(SIGN_IN));
  signInBox = Object.assign(document.createElement('section'), { className: 'card', ariaLabel: 'Sign in' });
  const title = Object.assign(document.createElement('h2'), { textContent: 'The session has ended' });
  const form = page.querySelector('main form');
  signInBox.append(title, form);
  live.before(signInBox);
  showProblem('the session has ended');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await signIn(form).catch(() => showRefusal('The server does not respond. Try again.'));
  });
}

async function signIn(form) {
  const response = await load(SIGN_IN, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (response.type !== 'opaqueredirect') {
    const page = await parse(response);
    showRefusal(page.querySelector('.message')?.textContent ?? 'The server refused the token.');
    return;
  }
  const page = await parse(await load(location.href));
  // The forms of the page contain the token of the session that has ended.
  const token = page.querySelector('input[name=form]').value;
  for (const field of document.querySelectorAll('input[name=form]')) field.value = token;
  signInBox.remove();
  signInBox = undefined;
  replaceLive(page);
}

function showRefusal(text) {
  signInBox.querySelector('.message')?.remove();
  const message = Object.assign(document.createElement('p'), { className: 'message bad', role: 'alert' });
  message.textContent = text;
  signInBox.querySelector('form').before(message);
}

/** Shows the beginning of a problem; the text stays until the problem ends. */
function showProblem(text) {
  if (problem.textContent === '') problem.textContent = ` · ${text}`;
}

function showUpdated() {
  updated.textContent = `updated ${clock()}`;
}

function clock() {
  return `${new Date().toISOString().slice(11, 19)} UTC`;
}
