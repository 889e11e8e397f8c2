/* The reference works without this script. The script adds copying, languages, search, themes and forms that send requests. */
import { addCopyButton } from './docs-copy.js';

const root = document.documentElement;
const main = document.getElementById('main');
root.classList.add('scripted');

for (const element of document.querySelectorAll('[data-origin]')) element.textContent = location.origin;
if (matchMedia('(max-width: 52rem)').matches) document.querySelector('.contents details').open = false;

/* A browser can forbid storage; the page then forgets the choices of the reader. */
function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {}
}
function recall(name) {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function makeSelect(label, options, chosen, onChoose) {
  const select = make('select', { ariaLabel: label }, ...options.map((text) => new Option(text)));
  select.value = chosen;
  select.addEventListener('change', () => onChoose(select.value, select));
  return select;
}

/* Copying: each block of code has a button. */
for (const block of document.querySelectorAll('.block')) addCopyButton(block);

/* Languages: one choice for all samples, which the browser stores. */
const LANGUAGES = JSON.parse(main.dataset.languages);
let selects = [];

async function chooseLanguage(language, select) {
  remember('language', language);
  for (const other of selects) other.value = language;
  const { showLanguage } = await import('./docs-language.js');
  await showLanguage(language, select?.closest('section') ?? sectionInView());
}
for (const bar of document.querySelectorAll('.code-bar')) {
  const select = makeSelect('Language of the samples', LANGUAGES, main.dataset.language, chooseLanguage);
  bar.replaceChildren(select);
  selects = [...selects, select];
}
const language = recall('language');
if (LANGUAGES.includes(language) && language !== main.dataset.language) void chooseLanguage(language);

/* Themes: the choice, or the colours of the system. */
const THEMES = { System: '', Light: 'light', Dark: 'dark' };
const nameOfTheme = Object.keys(THEMES).find((name) => THEMES[name] === (recall('theme') ?? ''));
const themes = makeSelect('Theme', Object.keys(THEMES), nameOfTheme ?? 'System', (name) => {
  remember('theme', THEMES[name]);
  if (THEMES[name]) root.dataset.theme = THEMES[name];
  else delete root.dataset.theme;
});

/* Search: a button and the key `/` open it. */
async function openSearch() {
  (await import('./docs-search.js')).openSearch();
}
const search = make('button', { type: 'button', className: 'plain search' }, 'Search ', make('kbd', {}, '/'));
search.addEventListener('click', openSearch);
addEventListener('keydown', (event) => {
  const isTyping = event.target.closest?.('input, textarea, select');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  void openSearch();
});
document.querySelector('.bar').insertBefore(search, document.querySelector('.bar nav'));
document.querySelector('.bar').append(themes);

/* Details: a button in each operation opens all of its details; a link to a field opens the details around it. */
for (const words of document.querySelectorAll('.words')) {
  const button = make('button', { type: 'button', textContent: 'Expand all', className: 'plain expand' });
  button.addEventListener('click', () => {
    const isOpen = button.textContent === 'Expand all';
    for (const details of words.querySelectorAll('details')) details.open = isOpen;
    button.textContent = isOpen ? 'Collapse all' : 'Expand all';
  });
  words.querySelector('.scope').append(button);
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (
    let around = target.closest('details:not([open])');
    around;
    around = target.closest('details:not([open])')
  )
    around.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', openTarget);
openTarget();

/* Forms that send requests. */
for (const attempt of document.querySelectorAll('.try')) {
  attempt.hidden = false;
  const start = async () => (await import('./docs-try.js')).startForm(attempt);
  attempt.addEventListener('toggle', start, { once: true });
}

/* Contents: mark the section at the top of the window, or the target of the last link. */
const links = new Map(
  [...document.querySelectorAll('.contents a')].map((link) => [link.hash.slice(1), link]),
);
const sections = [...links.keys()].map((id) => document.getElementById(id));
/* Below the header, where a link puts its target. */
const TOP = 96;

function sectionInView() {
  return sections.findLast((section) => section.getBoundingClientRect().top <= TOP) ?? sections[0];
}

let marked;
function markSection() {
  const link = links.get(sectionInView().id);
  if (link === marked) return;
  marked?.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'location');
  marked = link;
  // scrollIntoView would also scroll the window.
  const list = document.querySelector('.contents');
  const { top, bottom } = link.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (top < frame.top) list.scrollTop += top - frame.top - 20;
  else if (bottom > frame.bottom) list.scrollTop += bottom - frame.bottom + 20;
}

let isWaiting = false;
addEventListener(
  'scroll',
  () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      markSection();
    });
  },
  { passive: true },
);
markSection();
