const MASK = '***';

/** Shows the URL of a database without its password, which can be in the user part or in a parameter. */
export function showUrl(url: string): string {
  return url
    .replace(/(?<=:\/\/[^/?#:@]*:).*(?=@)/, MASK)
    .replaceAll(/(?<=[?&](ssl)?password=)[^&#]*/gi, MASK);
}
