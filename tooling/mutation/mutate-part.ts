import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stryker } from '@stryker-mutator/core'
import type { AreaName, MutationPart } from './areas.ts'
import { setPartUnderTest } from './part-under-test.ts'

/** How a run goes. */
interface MutationOptions {
  /** How many changes are tried at a time. */
  readonly concurrency: number
  /** Whether to try again what is known from an earlier run. */
  readonly force: boolean
}

export type MutantResults = Awaited<ReturnType<Stryker['runMutationTest']>>

/** Where results are kept and reports written. */
const resultsFolder = 'node_modules/.cache/mutation'

/** Where the copies of the workspace are made. */
const copies = join(tmpdir(), `uno-ts-mutation-${process.pid}`)
// Stryker leaves them behind when it is interrupted.
process.once('exit', () => rmSync(copies, { recursive: true, force: true }))

/**
 * Changes one part of an area in every way Stryker knows, in a copy of the workspace in the temporary folder, and runs
 * its tests for each change.
 */
export async function mutatePart(
  area: AreaName,
  [name, { mutate }]: readonly [name: string, part: MutationPart],
  { concurrency, force }: MutationOptions,
): Promise<MutantResults> {
  setPartUnderTest(area, name)
  const file = join(resultsFolder, `${area}-${name}`)
  return await new Stryker({
    mutate: [...mutate],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'tooling/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    concurrency,
    force,
    incremental: true,
    incrementalFile: `${file}.json`,
    reporters: ['clear-text', 'html', 'progress-append-only'],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: `${file}.html` },
    tempDirName: copies,
    cleanTempDir: 'always',
    // The copy needs the packages and this tool; the rest of the workspace would only take time. Without the tsconfig of
    // the root each package is read by its own.
    ignorePatterns: ['/apps', '/examples', '/docs', '/tsconfig.json', 'dist'],
    tsconfigFile: 'none', // rewriting it for the copy takes a compiler with an API
    disableTypeChecks: false, // types are stripped, not checked
    timeoutMS: 10_000,
    dryRunTimeoutMinutes: 15,
  }).runMutationTest()
}
