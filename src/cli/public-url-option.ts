import type { Option } from 'commander';
import { option } from './config/environment.ts';
import { parsePublicUrl } from './parse.ts';

export function publicUrlOption(): Option {
  return option(
    '--public-url <url>',
    'URL under which clients reach this server, for the spec that it serves (default: the requested URL on this machine)',
  ).argParser(parsePublicUrl);
}
