/* The console without this script is whole; this keeps what is live up to date and says where the reader is. */
for (const link of document.querySelectorAll('.bar nav a')) {
  const { pathname } = link;
  const isHere =
    pathname === '/console' ? location.pathname === pathname : location.pathname.startsWith(pathname);
  if (isHere) link.setAttribute('aria-current', 'page');
}

// A chosen scope means "Only these", and "Everything" means no single scope.
document.querySelector('.scopes')?.addEventListener('change', ({ target, currentTarget }) => {
  const boxes = currentTarget.querySelectorAll('[type=checkbox]');
  if (target.type === 'checkbox' && target.checked)
    currentTarget.querySelector('[type=radio][value=""]').checked = true;
  if (target.type === 'radio' && target.value === '*') for (const box of boxes) box.checked = false;
});

const EVERY_MS = 2000;

async function refresh(live) {
  // What the reader has a hand on stays.
  if (document.hidden || live.contains(document.activeElement) || !getSelection().isCollapsed) return;
  const response = await fetch(location.href, { cache: 'no-store', redirect: 'error' });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById(live.id);
  if (fresh && fresh.innerHTML !== live.innerHTML) live.replaceChildren(...fresh.childNodes);
}

const live = document.querySelector('[data-live]');
if (live) {
  const again = () => setTimeout(() => refresh(live).then(again, again), EVERY_MS);
  again();
}
