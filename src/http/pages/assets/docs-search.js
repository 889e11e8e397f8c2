/* The search of the reference: a dialog that finds every guide, operation, field, error and scope of the page. */
const MAX_RESULTS = 30;

/** What the search finds: a title, the place of it, its text, and the fragment of a link to it. */
function collect() {
  const text = (element) => element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  const entries = [];
  for (const section of document.querySelectorAll('.guide[id]')) {
    const words = [...section.querySelectorAll('p, li, td')].map(text).join(' ');
    entries.push({
      id: section.id,
      title: text(section.querySelector('h2')),
      place: 'Guide',
      text: words,
      rank: 0,
    });
  }
  for (const section of document.querySelectorAll('.operation')) {
    const title = text(section.querySelector('h3'));
    const words = [...section.querySelectorAll('.words > p:not(.endpoint, .scope)')].map(text).join(' ');
    entries.push({
      id: section.id,
      title,
      place: text(section.querySelector('.endpoint')),
      text: words,
      rank: 0,
    });
    for (const name of section.querySelectorAll('.fields dt')) {
      const [, place = ''] = name.id.split('.');
      const kind = /^\d/.test(place) ? `response ${place}` : place;
      const meaning = text(name.nextElementSibling.querySelector('p'));
      entries.push({
        id: name.id,
        title: text(name.querySelector('a')),
        place: `${title} · ${kind}`,
        text: meaning,
        rank: 1,
      });
    }
  }
  for (const row of document.querySelectorAll('tr[id]')) {
    const cells = [...row.cells].map(text);
    const isError = row.id.startsWith('error-');
    const title = isError ? cells.slice(0, 3).filter(Boolean).join(' ') : cells[0];
    entries.push({
      id: row.id,
      title,
      place: isError ? 'Error' : 'Scope',
      text: cells.slice(isError ? 3 : 1).join(' '),
      rank: 0,
    });
  }
  return entries.map((entry) => ({
    ...entry,
    all: `${entry.title} ${entry.place} ${entry.text}`.toLowerCase(),
  }));
}

/** Removes the plural of a word, so that `retries` finds `retry`. */
const stem = (word) => (word.length > 4 ? word.replace(/(ies|y|s)$/, '') : word);

/** Entries that contain each word; those whose title contains the query are first. */
function find(entries, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).map(stem);
  if (words.length === 0) return [];
  const score = ({ title, rank }) => {
    const name = title.toLowerCase();
    const place =
      name === query.trim().toLowerCase() ? 0 : words.every((word) => name.includes(word)) ? 1 : 2;
    return place * 2 + rank;
  };
  return entries
    .filter(({ all }) => words.every((word) => all.includes(word)))
    .sort((one, other) => score(one) - score(other));
}

const dialog = document.createElement('dialog');
dialog.className = 'search-dialog';
dialog.setAttribute('aria-label', 'Search');
// Not type=search: its first Escape clears the field, so a second one would have to close the dialog.
dialog.innerHTML = `<input inputmode="search" aria-label="Search the reference" placeholder="Guides, operations, fields, errors" spellcheck="false" autocomplete="off">
<p class="note" role="status"></p><ul></ul>`;
document.body.append(dialog);
const input = dialog.querySelector('input');
const status = dialog.querySelector('p');
const list = dialog.querySelector('ul');
let entries;

function showResults() {
  const found = find(entries, input.value);
  list.replaceChildren(...found.slice(0, MAX_RESULTS).map(resultOf));
  const count = found.length === 1 ? '1 result' : `${found.length} results`;
  const shown = found.length > MAX_RESULTS ? `${count}, the first ${MAX_RESULTS} are shown` : count;
  status.textContent = input.value.trim() === '' ? '' : shown;
}

function resultOf({ id, title, place, text }) {
  const link = document.createElement('a');
  link.href = `#${id}`;
  for (const [tag, content] of [
    ['strong', title],
    ['span', place],
    ['small', text.slice(0, 140)],
  ]) {
    link.append(Object.assign(document.createElement(tag), { textContent: content }));
  }
  link.addEventListener('click', () => dialog.close());
  const item = document.createElement('li');
  item.append(link);
  return item;
}

input.addEventListener('input', showResults);
dialog.addEventListener('click', ({ target }) => {
  // The backdrop belongs to the dialog itself.
  if (target === dialog) dialog.close();
});
dialog.addEventListener('keydown', (event) => {
  const stops = [input, ...list.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    stops[(at + step + stops.length) % stops.length].focus();
  } else if (event.key === 'Enter' && at === 0) {
    event.preventDefault();
    stops[1]?.click();
  }
});

export function openSearch() {
  entries ??= collect();
  dialog.showModal();
  input.select();
}
