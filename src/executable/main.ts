import type { run } from '../cli/program.ts';
import { loadPart } from './load-part.ts';
import { PROGRAM } from './parts.ts';

// The way in of the one-file executable; the Node that is needed is part of the file.
const program = loadPart(PROGRAM) as { run: typeof run };
void program.run().then((code) => {
  process.exitCode = code;
});
