/**
 * The address before `/v2`, which every path of the spec brings itself.
 *
 * @param text with or without `/v2`, and with or without a slash at the end.
 * @throws TypeError when it is not an http or https address, or says more than where the API is.
 */
export function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('baseUrl must be an http or https address, such as https://api.example.com/v2.');
  }
  // A password in an address would end up in errors and logs.
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError('baseUrl must be without a user, a password, a query and a fragment.');
  }
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v2$/, '');
}
