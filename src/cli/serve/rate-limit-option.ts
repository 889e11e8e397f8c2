import { InvalidArgumentError, type Option } from 'commander';
import { DEFAULT_RATE_LIMITS, type RateLimit, type RateLimits } from '../../domain/rate-limit.ts';
import { MODES, type Mode } from '../../domain/tenant.ts';
import { isOff, option } from '../config/environment.ts';

const RATE_LIMIT = /^(?<mode>[a-z]+)=(?<perMinute>[1-9]\d{0,8})(?:\/(?<burst>[1-9]\d{0,8}))?$/;
const DEFAULT_FIGURES = MODES.map((mode) => showRateLimit(mode, DEFAULT_RATE_LIMITS[mode])).join(',');

/** The option without a value sets the default figures. Without the option there is no rate limit. */
export function rateLimitOption(): Option {
  return option(
    '--rate-limit [figures]',
    'limit of each API key as MODE=REQUESTS_PER_MINUTE/BURST, separated by commas; the default burst is twice the rate (default: no limit)',
  )
    .preset(DEFAULT_FIGURES)
    .argParser(parseRateLimits);
}

/** Parses `live=1000/2000` or `sandbox=100,live=600`. An unnamed mode has its default. @returns undefined for `off`. */
function parseRateLimits(text: string): RateLimits | undefined {
  if (isOff(text)) return undefined;
  if (['1', 'true', 'yes', 'on'].includes(text.toLowerCase())) return DEFAULT_RATE_LIMITS;
  return Object.fromEntries([
    ...Object.entries(DEFAULT_RATE_LIMITS),
    ...text.split(/[\s,]+/).map(parseRateLimit),
  ]) as unknown as RateLimits;
}

/** Parses `live=1000/2000`. The default burst is twice the rate, as in the default figures. */
function parseRateLimit(text: string): [Mode, RateLimit] {
  const { mode, perMinute, burst } = RATE_LIMIT.exec(text)?.groups ?? {};
  const known = MODES.find((one) => one === mode);
  if (!known)
    throw new InvalidArgumentError(
      `It must be requests per minute and burst of each mode, such as ${DEFAULT_FIGURES}.`,
    );
  return [known, { perMinute: Number(perMinute), burst: Number(burst ?? 2 * Number(perMinute)) }];
}

function showRateLimit(mode: Mode, { perMinute, burst }: RateLimit): string {
  return `${mode}=${perMinute}/${burst}`;
}
