import type { Option } from 'commander';
import { option } from './config/environment.ts';

export function logLevelOption(): Option {
  return option('--log-level <level>', 'what to log on standard error')
    .choices(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info');
}
