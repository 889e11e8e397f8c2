/* The console without this script is whole; this keeps what is live up to date and says where the reader is. */
for (const link of document.querySelectorAll('.bar nav a')) {
  const { pathname } = link;
  const isHere =
    pathname === '/console' ? location.pathname === pathname : location.pathname.startsWith(pathname);
  if (isHere) link.setAttribute('aria-current', 'page');
}

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
