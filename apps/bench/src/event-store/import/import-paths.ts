import type { Path } from '../../suite/path.ts'
import { rawCopy, unoTsImport } from './import-contenders.ts'
import { importPath } from './import-path.ts'

/** Writing a history. */
export const importPaths: readonly Path[] = [
  importPath({
    id: 'import',
    events: 100_000,
    contenders: [unoTsImport, rawCopy],
    targets: [{ ours: unoTsImport.name, against: rawCopy.name, ratio: 0.7 }],
  }),
]
