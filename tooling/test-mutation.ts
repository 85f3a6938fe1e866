// `npm run test:mutation -- [--concurrency N] [--force] [append|checkpoint|lease|cursor]`: changes the code of an area in
// every small way there is, and looks whether its tests notice. What was found out stays known until code or tests change;
// `--force` tries everything again. Reports with every survivor are in `node_modules/.cache/mutation`.
import { parseArgs } from 'node:util'
import { startPostgres } from '@uno-ts/testing'
import { areas, partsOf, type AreaName } from './mutation/areas.ts'
import { mutatePart, type MutantResults } from './mutation/mutate-part.ts'
import { leastPercent, score, table, type Score } from './mutation/score.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: '2' },
    force: { type: 'boolean', default: false },
  },
})
const names = positionals.length === 0 ? (Object.keys(areas) as AreaName[]) : positionals.map(areaName)
const options = { concurrency: Number(values.concurrency), force: values.force }

await using postgres = await startPostgres()
process.env['TEST_DATABASE_URL'] = postgres.url

const scores: Score[] = []
for (const name of names) {
  const results: MutantResults = []
  for (const part of partsOf(name)) results.push(...(await mutatePart(name, part, options)))
  scores.push(score(name, results))
}
console.log(table(scores))
if (scores.some(({ percent }) => percent < leastPercent)) {
  console.error(`expected at least ${leastPercent} % in each area`)
  process.exitCode = 1
}

function areaName(name: string): AreaName {
  if (name in areas) return name as AreaName
  throw new Error(`there is no area "${name}": expected ${Object.keys(areas).join(', ')}`)
}
