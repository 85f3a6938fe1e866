import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { openTestShop, type TestShop } from './open-test-shop.ts'
import { compareReports, generateRetail, parseRetail, reservation, totals } from './retail.ts'

/** Gives a pool over an empty database, and takes it back. */
export type EmptyDatabase = () => Promise<{ readonly pool: Pool } & AsyncDisposable>

/** What an import promises, on every database alike. */
export function describeImport(databaseName: string, emptyDatabase: EmptyDatabase): void {
  describe(`an import, on ${databaseName}`, () => {
    it('makes every report say what the file says, whatever is in it', async () => {
      await using database = await emptyDatabase()
      await using test = await openTestShop(database.pool)
      const text = generateRetail({ lines: 2_000, seed: 1 })
      const { tally, complete } = await test.importText(text)
      const lines = parseRetail(text)
      expect({ ...tally, complete }).toMatchObject({
        lines: lines.length,
        unreadable: 0,
        refused: 0,
        complete: true,
      })
      await expectReports(test, text)
    })

    it('adds nothing when it is run again', async () => {
      await using database = await emptyDatabase()
      await using test = await openTestShop(database.pool)
      const text = generateRetail({ lines: 600, seed: 2 })
      const first = await test.importText(text)
      const head = await test.shop.eventStore.head()
      const second = await test.importText(text)
      expect(second.tally).toEqual({ ...first.tally, alreadyThere: first.tally.commands })
      expect(await test.shop.eventStore.head()).toBe(head)
      await expectReports(test, text)
    })

    it('finishes in a second run what was stopped in the first', async () => {
      await using database = await emptyDatabase()
      await using test = await openTestShop(database.pool)
      const text = generateRetail({ lines: 1_500, seed: 3 })
      const stop = new AbortController()
      const stopAtOrder = test.shop.projectionRunner.onChange(() => stop.abort())
      const stopped = await test.importText(text, { stop: stop.signal })
      stopAtOrder()
      expect(stopped.complete).toBe(false)
      const rest = await test.importText(text)
      expect(rest.complete).toBe(true)
      await expectReports(test, text)
    })

    it('leaves out lines that cannot be read, names them, and takes the others', async () => {
      await using database = await emptyDatabase()
      await using test = await openTestShop(database.pool)
      const good = generateRetail({ lines: 40, seed: 4 }).trimEnd().split('\n')
      const bad = [
        '1,2,3',
        '536365,10001,CUP,six,2010-12-01 08:26:00,2.55,17850.0,EIRE',
        '',
        'X1,10001,"CUP,1',
      ]
      const mixed = [...good.slice(0, 10), bad[0], ...good.slice(10, 20), ...bad.slice(1), ...good.slice(20)]
      const { tally, output } = await test.importText(`${mixed.join('\n')}\n`)
      expect(tally.unreadable).toBe(bad.length)
      for (const line of [11, 22, 23, 24]) expect(output).toContain(`line ${line} left out: `)
      await expectReports(test, good.join('\n'))
    })

    it('refuses a shop that holds sample orders', async () => {
      await using database = await emptyDatabase()
      await using test = await openTestShop(database.pool)
      const { writeSamples } = await import('../src/sample/write-samples.ts')
      expect(await writeSamples(test.shop)).toBeGreaterThan(300)
      expect(await writeSamples(test.shop)).toBe(0)
      await expect(test.importText(generateRetail({ lines: 10, seed: 5 }))).rejects.toThrow('sample orders')
    })

    it.each([0, 30, 1_000])(
      'accepts what a stock of %i units allows, in the order of the file',
      async (units) => {
        await using database = await emptyDatabase()
        await using test = await openTestShop(database.pool)
        const text = generateRetail({ lines: 1_000, seed: 6 + units })
        const { refused, ...expected } = reservation(parseRetail(text), units)
        const { tally } = await test.importText(text, { stock: units })
        expect(tally.refused).toBe(expected.rejected)
        expect(await test.ask('/api/reports/reservation')).toEqual(expected)
        const accepted = parseRetail(text).filter((line) => !refused.has(line.invoice))
        expect(await test.ask('/api/reports/totals')).toMatchObject({
          lines: accepted.length,
          netMilli: totals(accepted).netMilli,
        })
        for (const invoiceNo of refused) {
          expect(await test.ask(`/api/orders/${invoiceNo}`)).toMatchObject({ status: 404 })
        }

        const again = await test.importText(text, { stock: units })
        expect(again.tally.refused).toBe(expected.rejected)
        expect(again.tally.alreadyThere + again.tally.refused).toBe(again.tally.commands)
        expect(await test.ask('/api/reports/reservation')).toEqual(expected)
      },
    )

    it('keeps to the stock a shop was opened with', async () => {
      await using database = await emptyDatabase()
      await using test = await openTestShop(database.pool)
      const text = generateRetail({ lines: 100, seed: 7 })
      await test.importText(text, { stock: 50 })
      await expect(test.importText(text, { stock: 51 })).rejects.toThrow('opened with 50 units')
    })

    it('does not reserve stock in a shop that has sold without', async () => {
      await using database = await emptyDatabase()
      await using test = await openTestShop(database.pool)
      const text = generateRetail({ lines: 100, seed: 8 })
      await test.importText(text)
      await expect(test.importText(text, { stock: 50 })).rejects.toThrow('without asking for stock')
    })
  })
}

async function expectReports({ ask }: TestShop, text: string): Promise<void> {
  const differences: string[] = []
  for await (const { report, difference } of compareReports(ask, parseRetail(text))) {
    if (difference !== undefined) differences.push(`${report}: ${difference}`)
  }
  expect(differences).toEqual([])
}
