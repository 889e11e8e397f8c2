/* Renders the samples of the reference: in another language, or with the values of a form. */
import { fillSample, showHtml } from './fill-sample.js';

const main = document.getElementById('main');
/* Loaded once, when a sample changes for the first time. */
const data = fetch('/docs/samples.json').then((response) => response.json());

/* The last body of each form that was valid JSON. */
const bodies = new WeakMap();

/** Returns the call that a form describes. A body that is not valid JSON leaves the sample as it was. */
function callOf(form) {
  const values = Object.fromEntries(
    [...form.elements].flatMap(({ name, value }) => (name ? [[name, value]] : [])),
  );
  const { body, ...parameters } = values;
  if (body !== undefined && jsonError(body) === undefined) bodies.set(form, body);
  return {
    origin: location.origin,
    path: form.dataset.path,
    values: parameters,
    body: bodies.get(form) ?? form.elements.body?.defaultValue,
  };
}

export function jsonError(text) {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** Renders the sample of one operation from its form. */
export async function showSample(section) {
  const { languages, templates } = await data;
  const index = languages.findIndex(({ label }) => label === main.dataset.language);
  const code = section.querySelector('.sample code');
  const call = callOf(section.querySelector('.try form'));
  code.innerHTML = fillSample(templates[section.id][index], languages[index], call, showHtml);
}

/** Renders all samples in a language, and keeps a section where it is in the window. */
export async function showLanguage(language, section) {
  await data;
  main.dataset.language = language;
  const root = document.documentElement;
  // The browser would otherwise correct the position a second time.
  root.style.overflowAnchor = 'none';
  const before = section.getBoundingClientRect().top;
  await Promise.all([...document.querySelectorAll('.operation')].map(showSample));
  scrollBy({ top: section.getBoundingClientRect().top - before, behavior: 'instant' });
  requestAnimationFrame(() => {
    root.style.overflowAnchor = '';
  });
}
