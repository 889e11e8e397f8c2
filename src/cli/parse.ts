import { InvalidArgumentError } from 'commander';
import { isCidr } from '../domain/address-ranges.ts';
import { isScope } from '../domain/scope.ts';

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

/** A server's address; a path such as `/v2` at its end belongs to every request and is left out. */
export function parseOrigin(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:4000.');
  }
  return new URL(url.origin);
}

/** `90s`, `15m`, `24h` or `30d` → milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'];
  if (!amount || !seconds)
    throw new InvalidArgumentError('It must be a duration such as 90s, 15m, 24h or 30d.');
  return Number(amount) * seconds * 1000;
}

/** A duration from now, or a date or date-time → UNIX milliseconds. */
export function parseExpiry(text: string): number {
  if (/^\d+[smhd]$/.test(text)) return Date.now() + parseDuration(text);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('It must be a duration such as 30d, or a date such as 2027-01-31.');
  return time;
}

export function parseScope(text: string, earlier: readonly string[] = []): string[] {
  const scopes = text.split(/[\s,]+/).filter((scope) => scope !== '');
  const wrong = scopes.find((scope) => !isScope(scope));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${wrong} is not a scope such as customers:read, customers:* or *.`);
  return [...earlier, ...scopes];
}

export function parseCidrs(text: string, earlier: readonly string[] = []): string[] {
  const cidrs = text.split(/[\s,]+/).filter((cidr) => cidr !== '');
  const wrong = cidrs.find((cidr) => !isCidr(cidr));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${wrong} is not an address or a range such as 192.0.2.0/24.`);
  return [...earlier, ...cidrs];
}
