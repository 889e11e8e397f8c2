import { InvalidArgumentError } from 'commander';
import { readBaseUrl } from '../client/base-url.ts';
import { isCidr } from '../domain/address-ranges.ts';
import { instantToMillis, parseInstant } from '../domain/instant.ts';
import { findOverlap, isScope } from '../domain/scope.ts';

/** Parsers for option values; each throws what commander shows beside the option's name. */

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new InvalidArgumentError('It must be a port from 0 to 65535.');
  return port;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1)
    throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return count;
}

export function parsePercent(text: string): number {
  const percent = Number(text);
  if (!/^\d+$/.test(text) || percent > 100)
    throw new InvalidArgumentError('It must be a whole number from 0 to 100.');
  return percent;
}

/** A server's address, with or without the `/v2` that every request brings itself; a path before that is kept. */
export function parseTargetUrl(text: string): URL {
  try {
    return new URL(readBaseUrl(text));
  } catch {
    throw new InvalidArgumentError(
      'It must be a URL such as http://127.0.0.1:4000 or https://example.com/api/v2.',
    );
  }
}

/** Where something listens, with a path if it has one. */
export function parseEndpoint(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:4318.');
  return text;
}

/** What a key or a merchant is called. */
export function parseName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 255 || /\p{Cc}/u.test(name))
    throw new InvalidArgumentError('It must be 1 to 255 characters, without control characters.');
  return name;
}

const LONGEST_MS = 100 * 365 * 86_400_000;

/** `90s`, `15m`, `24h` or `30d` → milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'];
  const duration = Number(amount) * (seconds ?? Number.NaN) * 1000;
  if (Number.isNaN(duration))
    throw new InvalidArgumentError('It must be a duration such as 90s, 15m, 24h or 30d.');
  if (duration > LONGEST_MS) throw new InvalidArgumentError('It must be at most 36500d.');
  return duration;
}

/** A duration from now, or a date or date-time in the future → UNIX milliseconds. A date begins in UTC. */
export function parseExpiry(text: string): number {
  const now = Date.now();
  const time = /^\d+[smhd]$/.test(text) ? now + parseDuration(text) : parseTime(text);
  if (time <= now) throw new InvalidArgumentError('It must lie in the future.');
  return time;
}

function parseTime(text: string): number {
  const date = text.slice(0, 10);
  const midnight = parseInstant(`${date}T00:00:00Z`);
  const instant = text === date ? midnight : parseInstant(text);
  // 31 February can be parsed, and is a day in March.
  if (!instant || !midnight?.startsWith(date))
    throw new InvalidArgumentError('It must be a duration such as 30d, or a date such as 2027-01-31.');
  return instantToMillis(instant);
}

export function parseScopes(text: string, earlier: readonly string[] = []): string[] {
  const scopes = words(text, 'customers:read, customers:* or *');
  const wrong = scopes.find((scope) => !isScope(scope));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${wrong} is not a scope such as customers:read, customers:* or *.`);
  const all = [...new Set([...earlier, ...scopes])];
  const overlap = findOverlap(all);
  if (overlap)
    throw new InvalidArgumentError(
      `${overlap.wide} already includes ${overlap.narrow}; leave one of them out.`,
    );
  return all;
}

export function parseCidrs(text: string, earlier: readonly string[] = []): string[] {
  const cidrs = words(text, '192.0.2.0/24');
  const wrong = cidrs.find((cidr) => !isCidr(cidr));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${wrong} is not an address or a range such as 192.0.2.0/24.`);
  return [...earlier, ...cidrs];
}

/** Ranges that forwarded addresses are believed from. Everybody would be nobody's proxy. */
export function parseProxies(text: string, earlier: readonly string[] = []): string[] {
  const ranges = parseCidrs(text);
  if (ranges.some((range) => range.endsWith('/0')))
    throw new InvalidArgumentError('A range of all addresses would let anybody say where it comes from.');
  return [...earlier, ...ranges];
}

/** What others send to be let in. */
export function parseToken(text: string): string {
  if (!/^[\x21-\x7e]{16,}$/.test(text))
    throw new InvalidArgumentError('It must be at least 16 visible ASCII characters, without spaces.');
  return text;
}

export function parseOrigins(text: string, earlier: readonly string[] = []): string[] {
  const origins = words(text, 'https://app.example.com or *');
  const wrong = origins.find((origin) => origin !== '*' && URL.parse(origin)?.origin !== origin);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${wrong} is not an origin such as https://app.example.com, or *.`);
  return [...earlier, ...origins];
}

/** The words of a list. None is refused, because "from nowhere" or "nothing" would be taken for "no limit". */
function words(text: string, example: string): string[] {
  const found = text.split(/[\s,]+/).filter((word) => word !== '');
  if (found.length === 0) throw new InvalidArgumentError(`It must name at least one, such as ${example}.`);
  return found;
}
