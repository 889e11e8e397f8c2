/* The reference works without this script. The script adds the choice of a language, copying of samples, and forms that send requests. */
const root = document.documentElement;
root.classList.add('scripted');

for (const element of document.querySelectorAll('[data-origin]')) element.textContent = location.origin;
if (matchMedia('(max-width: 52rem)').matches) document.querySelector('.contents details').open = false;

/* Languages: one choice for all samples, which the browser stores. */
const LANGUAGES = ['curl', 'TypeScript', 'Python'];

function chooseLanguage(language) {
  root.dataset.language = language;
  localStorage.setItem('language', language);
  for (const button of document.querySelectorAll('.languages [data-choose]')) {
    button.setAttribute('aria-pressed', String(button.dataset.choose === language));
  }
}

function makeButton(text, className = '') {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: text, className });
  return button;
}

for (const samples of document.querySelectorAll('.samples')) {
  const bar = document.createElement('div');
  bar.className = 'languages';
  for (const language of LANGUAGES) {
    const button = makeButton(language);
    button.dataset.choose = language;
    button.addEventListener('click', () => chooseLanguage(language));
    bar.append(button);
  }
  const copy = makeButton('Copy', 'copy');
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(
      samples.querySelector(`[data-language="${root.dataset.language}"] code`).textContent,
    );
    copy.textContent = 'Copied';
    setTimeout(() => {
      copy.textContent = 'Copy';
    }, 1500);
  });
  bar.append(copy);
  samples.prepend(bar);
}
const stored = localStorage.getItem('language');
chooseLanguage(LANGUAGES.includes(stored) ? stored : LANGUAGES[0]);

/* Forms that send requests: all forms share the key, which is stored only in the page. */
const keyFields = [...document.querySelectorAll('[data-key]')];
for (const field of keyFields) {
  field.addEventListener('input', () => {
    for (const other of keyFields) other.value = field.value;
  });
}

function requestOf(form) {
  const values = (place) =>
    [...form.elements].flatMap(({ name, value }) =>
      name.startsWith(`${place}:`) && value !== '' ? [[name.slice(place.length + 1), value]] : [],
    );
  const path = Object.fromEntries(values('path'));
  const url = new URL(
    form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? '')),
    location.origin,
  );
  url.search = new URLSearchParams(values('query')).toString();
  const headers = new Headers(values('header'));
  headers.set('x-api-key', form.querySelector('[data-key]').value);
  const body = form.elements.body?.value;
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  return new Request(url, {
    method: form.dataset.method,
    headers,
    body,
    credentials: 'omit',
    cache: 'no-store',
  });
}

function show(output, status, text, headers = '') {
  const code = document.createElement('span');
  Object.assign(code, { className: `status s${String(status)[0]}`, textContent: status });
  const body = document.createElement('pre');
  body.textContent = headers + text;
  output.replaceChildren(code, body);
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

for (const attempt of document.querySelectorAll('.try')) {
  attempt.hidden = false;
  const form = attempt.querySelector('form');
  const output = attempt.querySelector('.response');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const response = await fetch(requestOf(form));
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\n`).join('');
      show(output, response.status, indented(await response.text()), `${headers}\n`);
    } catch (error) {
      show(output, 0, `No response: ${error.message}`);
    }
  });
}

/* Contents: mark the section that is visible. */
const links = new Map(
  [...document.querySelectorAll('.contents a')].map((link) => [link.hash.slice(1), link]),
);
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute('aria-current');
      links.get(target.id)?.setAttribute('aria-current', 'location');
    }
  },
  { rootMargin: '-20% 0px -70%' },
);
for (const section of document.querySelectorAll('.guide[id], .operation')) watcher.observe(section);
