/* Applies the chosen colour scheme before the browser shows the page. */
try {
  const { theme } = localStorage;
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // A browser that forbids storage shows the colours of the system.
}
