/**
 * The script of the report: it shows only the rules that contain the searched text and have the selected outcome. Without
 * it, the report is complete, and its controls stay hidden.
 */
export const SCRIPT = `
const controls = document.getElementById('controls');
const search = document.getElementById('search');
const outcome = document.getElementById('outcome');
const shown = document.getElementById('shown');
const rules = [...document.querySelectorAll('[data-outcome]')];
function apply() {
  const text = search.value.trim().toLowerCase();
  const wanted = outcome.value;
  for (const rule of rules) {
    const fits = (wanted === '' || rule.dataset.outcome === wanted) && rule.textContent.toLowerCase().includes(text);
    rule.hidden = !fits;
  }
  for (const group of document.querySelectorAll('details.group')) {
    const left = group.querySelectorAll('[data-outcome]:not([hidden])').length;
    group.hidden = left === 0;
    if (text !== '' || wanted !== '') group.open = left > 0;
  }
  shown.textContent = document.querySelectorAll('li[data-outcome]:not([hidden])').length + ' rules shown';
}
controls.hidden = false;
search.addEventListener('input', apply);
outcome.addEventListener('change', apply);
`;
