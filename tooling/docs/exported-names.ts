import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'

/**
 * Lists the names an entry module exports, those it passes on from other modules of its package included.
 *
 * @param entry - relative to `root`, such as `packages/types/src/index.ts`
 */
export function exportedNames(root: string, entry: string): ReadonlySet<string> {
  const { module } = parseSync(entry, readFileSync(join(root, entry), 'utf8'))
  const names = new Set<string>()
  for (const { entries } of module.staticExports) {
    for (const { exportName, moduleRequest } of entries) {
      if (exportName.name !== null) names.add(exportName.name)
      else if (moduleRequest?.value.startsWith('.')) {
        const passedOn = exportedNames(root, join(dirname(entry), moduleRequest.value))
        for (const name of passedOn) names.add(name)
      }
    }
  }
  return names
}
