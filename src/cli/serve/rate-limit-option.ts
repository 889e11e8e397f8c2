import { InvalidArgumentError, type Option } from 'commander';
import { DEFAULT_RATE_LIMITS, type RateLimit, type RateLimits } from '../../domain/rate-limit.ts';
import { MODES, type Mode } from '../../domain/tenant.ts';
import { option, saysNo } from '../config/environment.ts';

const FORM = /^(?<mode>[a-z]+)=(?<perMinute>[1-9]\d{0,8})(?:\/(?<burst>[1-9]\d{0,8}))?$/;
const DEFAULT_FIGURES = MODES.map((mode) => show(mode, DEFAULT_RATE_LIMITS[mode])).join(',');

/** Without a value it is upstream's figures; not given at all, nobody is limited. */
export function rateLimitOption(): Option {
  return option('--rate-limit [figures]', `requests a minute and burst of each key: ${DEFAULT_FIGURES}`)
    .preset(DEFAULT_FIGURES)
    .argParser(parseRateLimits);
}

/** `live=1000/2000`, `sandbox=100,live=600`; a mode that is not named keeps upstream's figures. Undefined for a no. */
function parseRateLimits(text: string): RateLimits | undefined {
  if (saysNo(text)) return undefined;
  if (['1', 'true', 'yes', 'on'].includes(text.toLowerCase())) return DEFAULT_RATE_LIMITS;
  return Object.fromEntries([
    ...Object.entries(DEFAULT_RATE_LIMITS),
    ...text.split(/[\s,]+/).map(parseRateLimit),
  ]) as unknown as RateLimits;
}

/** Without a burst it is twice the rate, as upstream's are. */
function parseRateLimit(text: string): [Mode, RateLimit] {
  const { mode, perMinute, burst } = FORM.exec(text)?.groups ?? {};
  const known = MODES.find((one) => one === mode);
  if (!known)
    throw new InvalidArgumentError(`It must be requests a minute and burst, such as ${DEFAULT_FIGURES}.`);
  return [known, { perMinute: Number(perMinute), burst: Number(burst ?? 2 * Number(perMinute)) }];
}

function show(mode: Mode, { perMinute, burst }: RateLimit): string {
  return `${mode}=${perMinute}/${burst}`;
}
