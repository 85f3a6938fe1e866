import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { generateRetail } from '../generate-retail.ts'

/** The Online Retail data set, when somebody has put it beside the repository. */
const dataFile = fileURLToPath(
  new URL('../../../shared/data/online-retail/online-retail.csv.gz', import.meta.url),
)

const lines = 20_000

/** Writes the file the imports are tried on, and says in words what it holds. */
export function writeSmokeLines(path: string): string {
  if (!existsSync(dataFile)) {
    writeFileSync(path, generateRetail({ lines, seed: 20_000 }))
    return `${lines} generated lines of the same shape (the data set is not here)`
  }
  const text = gunzipSync(readFileSync(dataFile)).toString()
  writeFileSync(path, `${text.split('\n', lines + 1).join('\n')}\n`)
  return `the first ${lines} lines of the Online Retail data set`
}
