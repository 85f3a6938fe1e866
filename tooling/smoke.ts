// Runs the demo as a newcomer does, over HTTP, and imports into it on both databases. One line a check.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { compareReports } from './compare-reports.ts'
import { readRetail, type RetailLine } from './retail-oracle.ts'
import { importFile, killImport, startDemo, type Place } from './smoke/demo-process.ts'
import { writeSmokeLines } from './smoke/smoke-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'uno-ts-smoke-'))
let failed = 0

try {
  await tryTheDemo()
  const file = join(folder, 'lines.csv')
  console.log(`     imports: ${writeSmokeLines(file)}`)
  const lines = readRetail(file)
  await tryImports('embedded', file, lines, { dataDir: join(folder, 'embedded') })
  await tryImports('native', file, lines, { dataDir: join(folder, 'native'), native: true })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

/** Sample orders, commands, queries, refusals. */
async function tryTheDemo(): Promise<void> {
  const demo = await startDemo()
  check('npm start is ready', true)
  check('it is alive', (await demo.send('/health/live')).status, 200)
  const before = (await demo.ask('/api/reports/totals')) as { sales: number; grossMilli: number }
  check('it holds sample orders', before.sales > 100)
  for (const path of [
    'reports/countries',
    'reports/months',
    'reports/hours',
    'products',
    'customers',
    'orders',
  ]) {
    const { status, body } = await demo.send(`/api/${path}`)
    check(`/api/${path} lists something`, status === 200 && (body['items'] as unknown[]).length > 0)
  }

  const line = {
    stockCode: '10001',
    description: 'ENAMEL MILK JUG CREAM',
    quantity: 3,
    unitPriceMilli: 2_950,
  }
  const sale = { invoiceNo: '999999', invoicedAt: '2011-12-10T09:30:00Z', country: 'Malta', lines: [line] }
  check('an order is placed', (await demo.send('/api/orders', sale)).status, 201)
  const { body: order } = await demo.send('/api/orders/999999')
  check('it is read back', order['lines'], [line])
  check('its sum is exact', order['netMilli'], 8_850)
  const followed = await until(async () => {
    const after = (await demo.ask('/api/reports/totals')) as { grossMilli: number }
    return after.grossMilli === before.grossMilli + 8_850
  })
  check('the reports follow', followed)

  const refusals: readonly (readonly [string, string, unknown, number])[] = [
    ['an order placed twice', '/api/orders', sale, 422],
    [
      'an unknown stock code',
      '/api/orders',
      { ...sale, invoiceNo: '999998', lines: [{ ...line, stockCode: 'X' }] },
      400,
    ],
    ['broken JSON', '/api/orders', '{"invoiceNo":', 400],
    ['a negative page size', '/api/products?limit=-1', undefined, 400],
    ['an unknown field', '/api/products?colour=red', undefined, 400],
    ['an id of 10,000 characters', `/api/orders/${'9'.repeat(10_000)}`, undefined, 414],
    ['an unknown order', '/api/orders/999997', undefined, 404],
  ]
  for (const [what, path, body, status] of refusals) {
    const answer = await demo.send(path, body)
    check(`${what} is a problem document`, [answer.status, answer.body['status']], [status, status])
  }
  const { status, output } = await demo.stop()
  check('it stops when asked to', status, 0)
  check(
    'it says nothing a newcomer would wonder about',
    !/warn|error|deprecat|experimental/i.test(ownWords(output)),
  )
}

/** An import that is killed, finished, and run again; every report compared with the oracle. */
async function tryImports(
  name: string,
  file: string,
  lines: readonly RetailLine[],
  place: Place,
): Promise<void> {
  await killImport(file, place, 800)
  const first = await importFile(file, place)
  check(`${name}: the import finishes after a kill -9`, first.status, 0)
  await reportsAgree(`${name}: `, lines, place)
  const second = await importFile(file, place)
  const count = (what: string) => new RegExp(`^ *${what} +([0-9,]+)$`, 'm').exec(second.output)?.[1]
  check(
    `${name}: a second import does nothing`,
    second.status === 0 && count('already there') === count('commands'),
  )
  await reportsAgree(`${name}, imported again: `, lines, place)
}

async function reportsAgree(prefix: string, lines: readonly RetailLine[], place: Place): Promise<void> {
  const demo = await startDemo(place)
  let compared = 0
  for await (const { report, difference } of compareReports(demo.ask, lines)) {
    compared++
    if (difference !== undefined) check(`${prefix}${report}: ${difference}`, false)
  }
  check(`${prefix}${compared} reports say what the file says`, compared > 100)
  check(`${prefix}it stops when asked to`, (await demo.stop()).status, 0)
}

/** Without what npm says of the machine's own settings. */
function ownWords(output: string): string {
  return output.replaceAll(/^npm .*$/gm, '')
}

/** Tells how a check went, in one line. */
function check(what: string, found: unknown, expected: unknown = true): void {
  const held = isDeepStrictEqual(found, expected)
  if (!held) failed++
  const why =
    held || expected === true ? '' : `: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`
  console.log(`${held ? 'ok  ' : 'FAIL'} ${what}${why}`)
}

/** Whether something comes true within ten seconds. */
async function until(comesTrue: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    if (await comesTrue()) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
