/** Returns the mode that an API key names, `sandbox` or `live`; undefined for a text that is no key. */
export function keyMode(apiKey: string | undefined): string | undefined {
  return /^rk_([a-z]+)_/.exec(apiKey ?? '')?.[1];
}
