import { invalid } from './checks/invalid.ts';

/**
 * Reads the URL of the server without `/v2`, because every path of the spec begins with it.
 *
 * @param text with or without `/v2`, and with or without a slash at the end.
 * @throws TypeError if it is not an http or https URL, or if it has a user, a password, a query or a fragment.
 */
export function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw invalid('baseUrl', 'be an http or https URL, such as https://api.example.com/v2');
  }
  // Errors and logs would contain a password in the URL.
  if (url.username || url.password || url.search || url.hash) {
    throw invalid('baseUrl', 'have no user, password, query or fragment');
  }
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v2$/, '');
}
