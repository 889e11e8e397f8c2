import type { run } from '../cli/program.ts';
import { loadPart } from './load-part.ts';
import { PROGRAM } from './parts.ts';

// The entry point of the one-file executable, which contains Node.
const program = loadPart(PROGRAM) as { run: typeof run };
void program.run().then((code) => {
  process.exitCode = code;
});
