// `npm run test:mutation -- [--concurrency N] [append|checkpoint|lease|cursor]`: changes the code of an area in every small
// way there is, and looks whether its tests notice. What was found out stays known until code or tests change; `--force`
// tries everything again. The report with every survivor is `node_modules/.cache/mutation/<area>.html`.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { startPostgres } from '@uno-ts/testing'
import { areas, type AreaName } from './mutation/areas.ts'
import { score, table } from './mutation/score.ts'

const leastPercent = 85

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: '2' },
    force: { type: 'boolean', default: false },
  },
})
const names = positionals.length === 0 ? (Object.keys(areas) as AreaName[]) : positionals.map(area)

await using postgres = await startPostgres({ settings: { max_connections: '300' } })
process.env['TEST_DATABASE_URL'] = postgres.url

const scores = []
for (const name of names) {
  process.env['MUTATION_AREA'] = name
  const results = await new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'tooling/mutation/vitest.config.ts', related: false },
    mutate: [...areas[name].mutate],
    coverageAnalysis: 'perTest',
    concurrency: Number(values.concurrency),
    incremental: true,
    force: values.force,
    incrementalFile: join('node_modules/.cache/mutation', `${name}.incremental.json`),
    reporters: ['clear-text', 'html', 'progress-append-only'],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: join('node_modules/.cache/mutation', `${name}.html`) },
    tempDirName: join(tmpdir(), `uno-ts-mutation-${process.pid}`),
    cleanTempDir: 'always',
    // The copy needs packages and this tool; the rest of the workspace would only take time.
    ignorePatterns: ['/apps', '/examples', '/docs', '/tsconfig.json', '/tsconfig.test.json', 'dist'],
    // Its rewriting of tsconfig files needs a compiler with an API, and nothing here reads them.
    tsconfigFile: 'none',
    disableTypeChecks: false,
    timeoutMS: 10_000,
    dryRunTimeoutMinutes: 15,
    allowEmpty: false,
  }).runMutationTest()
  scores.push(score(name, results))
}
console.log(table(scores))
if (scores.some(({ percent }) => percent < leastPercent)) {
  console.error(`expected at least ${leastPercent} % in each area`)
  process.exitCode = 1
}

function area(name: string): AreaName {
  if (name in areas) return name as AreaName
  throw new Error(`there is no area "${name}": expected ${Object.keys(areas).join(', ')}`)
}
