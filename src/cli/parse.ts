import { InvalidArgumentError } from 'commander';
import { readBaseUrl } from '../client/base-url.ts';
import { instantToMillis, parseInstant } from '../domain/instant.ts';
import { isCidr } from '../domain/keys/address-ranges.ts';
import { ALL_SCOPES, findScopeBesideAll, isScope } from '../domain/keys/key-gate.ts';

/** Parsers of option values. Each throws an error that commander shows with the name of the option. */

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new InvalidArgumentError('It must be a port from 0 to 65535.');
  return port;
}

/** Parses an address to listen on, such as `127.0.0.1:9100` or `[::1]:9100`. */
export function parseAddress(text: string): { host: string; port: number } {
  const [, ipv6, host = ipv6 ?? '', port = ''] =
    /^(?:\[([\da-f:.]+)\]|([^\s:/[\]]+)):(\d+)$/i.exec(text) ?? [];
  if (host === '' || Number(port) > 65535)
    throw new InvalidArgumentError('It must be an address and a port, such as 127.0.0.1:9100 or [::1]:9100.');
  return { host, port: Number(port) };
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1)
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return count;
}

export function parsePercent(text: string): number {
  const percent = Number(text);
  if (!/^\d+$/.test(text) || percent > 100)
    throw new InvalidArgumentError('It must be a whole number from 0 to 100.');
  return percent;
}

/** Parses the base URL of a server. It removes `/v2`, which every request adds, and keeps a path before it. */
export function parseTargetUrl(text: string): URL {
  try {
    return new URL(readBaseUrl(text));
  } catch {
    throw new InvalidArgumentError(
      'It must be a URL such as http://127.0.0.1:4000 or https://example.com/api/v2.',
    );
  }
}

/** Parses the URL under which clients reach a server. It removes `/v2`, which every path of the spec contains. */
export function parsePublicUrl(text: string): string {
  try {
    return readBaseUrl(text);
  } catch {
    throw new InvalidArgumentError(
      'It must be a URL such as https://api.example.com or https://example.com/api.',
    );
  }
}

/** Parses an HTTP URL, which may have a path. */
export function parseEndpoint(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:4318.');
  return text;
}

/** Parses the name of a key or of a merchant. */
export function parseName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 255 || /\p{Cc}/u.test(name))
    throw new InvalidArgumentError('It must be 1 to 255 characters, without control characters.');
  return name;
}

const LONGEST_MS = 100 * 365 * 86_400_000;

/** Parses a duration such as `90s`, `15m`, `24h` or `30d`. @returns milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'];
  const duration = Number(amount) * (seconds ?? Number.NaN) * 1000;
  if (Number.isNaN(duration))
    throw new InvalidArgumentError('It must be a duration such as 90s, 15m, 24h or 30d.');
  if (duration > LONGEST_MS) throw new InvalidArgumentError('It must be at most 36500d.');
  return duration;
}

/** Parses the time between two backups. @returns milliseconds. */
export function parseBackupInterval(text: string): number {
  const duration = parseDuration(text);
  if (duration < 60_000) throw new InvalidArgumentError('It must be at least 1m.');
  return duration;
}

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** Parses a size: `500mb`, `2gb` or `64mib`. @returns bytes. */
export function parseBytes(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,8})([kmg]?i?b)$/i.exec(text) ?? [];
  const bytes = Number(count) * (BYTES[unit.toLowerCase()] ?? Number.NaN);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError('It must be a size such as 500mb, 2gb or 64mib.');
}

/** Parses a duration from now, or a future date or date-time. A date starts at 00:00 UTC. @returns UNIX milliseconds. */
export function parseExpiry(text: string): number {
  const now = Date.now();
  const time = /^\d+[smhd]$/.test(text) ? now + parseDuration(text) : parseTime(text);
  if (time <= now) throw new InvalidArgumentError('It must be in the future.');
  return time;
}

function parseTime(text: string): number {
  const date = text.slice(0, 10);
  const midnight = parseInstant(`${date}T00:00:00Z`);
  const instant = text === date ? midnight : parseInstant(text);
  // `parseInstant` reads 31 February as a day in March.
  if (!instant || !midnight?.startsWith(date))
    throw new InvalidArgumentError('It must be a duration such as 30d, or a date such as 2027-01-31.');
  return instantToMillis(instant);
}

export function parseScopes(text: string, earlier: readonly string[] = []): string[] {
  const scopes = words(text, 'customers:read, customers:* or *');
  const invalid = scopes.find((scope) => !isScope(scope));
  if (invalid !== undefined)
    throw new InvalidArgumentError(`${invalid} is not a scope such as customers:read, customers:* or *.`);
  const all = [...new Set([...earlier, ...scopes])];
  const beside = findScopeBesideAll(all);
  if (beside !== undefined)
    throw new InvalidArgumentError(`${ALL_SCOPES} already includes ${beside}; leave one of them out.`);
  return all;
}

export function parseCidrs(text: string, earlier: readonly string[] = []): string[] {
  const cidrs = words(text, '192.0.2.0/24');
  const invalid = cidrs.find((cidr) => !isCidr(cidr));
  if (invalid !== undefined)
    throw new InvalidArgumentError(`${invalid} is not an address or a range such as 192.0.2.0/24.`);
  return [...earlier, ...cidrs];
}

/** Parses the address ranges of trusted proxies. Rejects /0, since it would let any client forge X-Forwarded-For. */
export function parseProxies(text: string, earlier: readonly string[] = []): string[] {
  const ranges = parseCidrs(text);
  if (ranges.some((range) => range.endsWith('/0')))
    throw new InvalidArgumentError(
      'A range of all addresses would let any client forge its address; name the ranges of your proxies.',
    );
  return [...earlier, ...ranges];
}

/** Whether a text can be a token that a client sends to get access. */
export function isAccessToken(text: string): boolean {
  return /^[\x21-\x7e]{16,}$/.test(text);
}

/** Parses a token that a client sends to get access. */
export function parseToken(text: string): string {
  if (!isAccessToken(text))
    throw new InvalidArgumentError('It must be at least 16 visible ASCII characters, without spaces.');
  return text;
}

export function parseOrigins(text: string, earlier: readonly string[] = []): string[] {
  const origins = words(text, 'https://app.example.com or *');
  const invalid = origins.find((origin) => origin !== '*' && URL.parse(origin)?.origin !== origin);
  if (invalid !== undefined)
    throw new InvalidArgumentError(`${invalid} is not an origin such as https://app.example.com, or *.`);
  return [...earlier, ...origins];
}

/** Splits a list into words. Rejects an empty list, because the program would read it as "no limit". */
function words(text: string, example: string): string[] {
  const found = text.split(/[\s,]+/).filter((word) => word !== '');
  if (found.length === 0)
    throw new InvalidArgumentError(`It must contain at least one value, such as ${example}.`);
  return found;
}
