/* The console works without this script. It marks the current page in the navigation and updates live parts. */
for (const link of document.querySelectorAll('.bar nav a')) {
  const { pathname } = link;
  const isCurrent =
    pathname === '/console' ? location.pathname === pathname : location.pathname.startsWith(pathname);
  if (isCurrent) link.setAttribute('aria-current', 'page');
}

// Checking a scope checks "Only these"; checking "Everything" clears the scopes.
document.querySelector('.scopes')?.addEventListener('change', ({ target, currentTarget }) => {
  const boxes = currentTarget.querySelectorAll('[type=checkbox]');
  if (target.type === 'checkbox' && target.checked)
    currentTarget.querySelector('[type=radio][value=""]').checked = true;
  if (target.type === 'radio' && target.value === '*') for (const box of boxes) box.checked = false;
});

const REFRESH_MS = 2000;

async function refresh(live) {
  // A part that has the focus or a text selection is not replaced.
  if (document.hidden || live.contains(document.activeElement) || !getSelection().isCollapsed) return;
  const response = await fetch(location.href, { cache: 'no-store', redirect: 'error' });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const updated = page.getElementById(live.id);
  if (updated && updated.innerHTML !== live.innerHTML) live.replaceChildren(...updated.childNodes);
}

const live = document.querySelector('[data-live]');
if (live) {
  const schedule = () => setTimeout(() => refresh(live).then(schedule, schedule), REFRESH_MS);
  schedule();
}
