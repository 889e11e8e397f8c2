/* Forms that send requests to this server. The samples show what the reader types in the form. */
import { addCopyButton } from './docs-copy.js';
import { jsonError, showSample } from './docs-language.js';
import { showHtml, showJson, targetOf } from './fill-sample.js';

/* All forms share the key. The browser forgets it when the tab is closed. */
const KEY = 'upsertd-key';
/* Longer responses are shown without colours, so that the page stays quick. */
const MAX_HIGHLIGHTED = 200_000;

const keyFields = [...document.querySelectorAll('[data-key]')];

function storedKey() {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function storeKey(key) {
  for (const field of keyFields) field.value = key;
  try {
    sessionStorage.setItem(KEY, key);
  } catch {}
}

const key = storedKey();
if (key) for (const field of keyFields) field.value ||= key;

/** Connects a form with the samples of its operation and with this server. */
export function startForm(attempt) {
  const form = attempt.querySelector('form');
  const section = attempt.closest('.operation');
  const keyField = form.querySelector('[data-key]');
  const output = attempt.querySelector('.response');
  const button = form.querySelector('[type=submit]');
  form.addEventListener('input', ({ target }) => {
    if (target === keyField) return storeKey(target.value);
    if ('example' in target.dataset) form.elements.body.value = target.value;
    const { body } = form.elements;
    if (body) {
      const error = jsonError(body.value);
      form.querySelector('[data-body-note]').textContent = error ? `This is not JSON: ${error}` : '';
    }
    void showSample(section);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    output.textContent = 'Waiting for the response…';
    try {
      await send(form, output);
    } catch (error) {
      output.replaceChildren(badge(0, 'No response'), ` ${error.message}`);
    }
    button.disabled = false;
  });
  readEarlyInput(form);
  button.disabled = false;
}

/* The reader may have changed the form while this module was loading. A body that was typed replaces the example. */
function readEarlyInput(form) {
  const changed = [...form.elements].filter(isChanged);
  const hasBody = changed.some(({ name }) => name === 'body');
  for (const field of changed)
    if (!(hasBody && 'example' in field.dataset)) field.dispatchEvent(new Event('input', { bubbles: true }));
}

function isChanged(field) {
  if (field instanceof HTMLSelectElement) return field.selectedIndex > 0;
  return 'defaultValue' in field && field.value !== field.defaultValue;
}

async function send(form, output) {
  const request = requestOf(form);
  const start = performance.now();
  const response = await fetch(request);
  const bytes = await response.arrayBuffer();
  const milliseconds = Math.round(performance.now() - start);
  const text = new TextDecoder().decode(bytes);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const facts = ` ${milliseconds} ms · ${showSize(bytes.byteLength)}`;
  output.replaceChildren(badge(response.status), facts, headersOf(headers), ...bodyOf(text));
}

function requestOf(form) {
  const values = Object.fromEntries([...form.elements].map(({ name, value }) => [name, value]));
  const headers = new Headers(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith('header:') && value !== '' ? [[name.slice('header:'.length), value]] : [],
    ),
  );
  headers.set('x-api-key', form.querySelector('[data-key]').value.trim());
  if (values.body !== undefined) headers.set('Content-Type', 'application/json');
  return new Request(location.origin + targetOf(form.dataset.path, values), {
    method: form.dataset.method,
    headers,
    body: values.body,
    credentials: 'omit',
    cache: 'no-store',
  });
}

function badge(status, text = status) {
  const element = document.createElement('span');
  Object.assign(element, { className: `status s${String(status)[0]}`, textContent: text });
  return element;
}

function showSize(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}

function headersOf(text) {
  const details = document.createElement('details');
  details.innerHTML = '<summary>Headers</summary><pre tabindex="0"></pre>';
  details.lastChild.textContent = text;
  return details;
}

function bodyOf(text) {
  if (text === '') return [];
  const block = document.createElement('div');
  block.className = 'block';
  // It scrolls if it is long, so the keyboard must reach it.
  block.innerHTML = '<pre tabindex="0"><code></code></pre>';
  const code = block.querySelector('code');
  const json = jsonError(text) === undefined ? JSON.stringify(JSON.parse(text), null, 2) : text;
  if (json.length > MAX_HIGHLIGHTED) code.textContent = json;
  else code.innerHTML = showJson(json, showHtml);
  addCopyButton(block);
  return [block];
}
