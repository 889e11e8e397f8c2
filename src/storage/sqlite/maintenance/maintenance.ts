import type { Maintenance } from '../../../domain/store/maintenance.ts';
import { backup } from './backup.ts';
import { diagnoseFile } from './diagnose.ts';
import { restore } from './restore.ts';

export function sqliteMaintenance(path: string): Maintenance {
  return {
    backup: (file, options) => backup(path, file, options),
    restore: (file, options) => restore(path, file, options),
    diagnose: async (now) => diagnoseFile(path, now),
  };
}
