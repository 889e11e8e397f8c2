const MASK = '***';

/** A database's address as it may be shown: without its password, wherever in it that stands. */
export function showUrl(url: string): string {
  return url
    .replace(/(?<=:\/\/[^/?#:@]*:).*(?=@)/, MASK)
    .replaceAll(/(?<=[?&](ssl)?password=)[^&#]*/gi, MASK);
}
