import type { FileOptions } from '../../../src/cli/import/read/file-format.ts';
import { openInput } from '../../../src/cli/import/read/input-file.ts';
import { openTable } from '../../../src/cli/import/read/open-table.ts';
import type { Row, Table } from '../../../src/cli/import/read/table.ts';
import { Folder } from '../import-run.ts';

/** What becomes of a file. */
export interface ReadContent extends Pick<Table, 'columns' | 'format' | 'notices' | 'size'> {
  /** For each row its line, and its cells or the reason why it is rejected. */
  readonly shown: readonly (readonly unknown[])[];
  readonly rows: readonly Row[];
}

/** Creates a function that writes a file and reads its rows. The files are deleted after the tests. */
export function contentReader(): (
  name: string,
  content: string | Uint8Array,
  options?: FileOptions,
) => Promise<ReadContent> {
  const folder = new Folder();
  return async (name, content, options = {}) => {
    const input = await openInput(folder.write(name, content), options.format);
    try {
      const { columns, format, notices, size, rows: chunks } = await openTable(input, options);
      const rows: Row[] = [];
      for await (const chunk of chunks) rows.push(...chunk);
      const shown = rows.map((row) => ('cells' in row ? [row.line, ...row.cells] : [row.line, row.error]));
      return {
        columns,
        format,
        size,
        rows,
        shown,
        notices: notices.map((text) => text.replaceAll(/\S*\//g, '')),
      };
    } finally {
      await input.close();
    }
  };
}
