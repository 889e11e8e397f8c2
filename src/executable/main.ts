import { run } from '../cli/program.ts';

// The way in of the one-file executable; the Node that is needed is part of the file.
void run().then((code) => {
  process.exitCode = code;
});
