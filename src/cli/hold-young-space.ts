import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 leave the space for young objects as large as the start has made it. To enlarge it, V8 stops a server for up to 35
 * ms, which then holds 100 MB more and answers no faster (docs/performance.md).
 */
export function holdYoungSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
