/* The console works without this script. It marks the current page in the navigation and loads the other scripts. */
import './console-copy.js';
import './console-live.js';

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
