import { isUnoError, type RuleViolation } from '@uno-ts/types'
import type { Shop } from '../container.ts'
import { holdsSamples } from '../sample/sample-marker.ts'
import { SettingError } from '../settings.ts'
import { openStock } from '../stock/open-stock.ts'
import { importInvoices } from './import-invoices.ts'
import { CatchUpProgress } from './catch-up-progress.ts'
import { ImportProgress, type ImportProgressOptions } from './import-progress.ts'
import { emptyTally, type ImportTally } from './import-tally.ts'
import { surveyFile } from './survey-file.ts'

export interface RunImportOptions {
  readonly file: string
  /** Opens the stock with so many units of every product. */
  readonly stock: number | undefined
  /** Aborted to end early, in good order. */
  readonly stop: AbortSignal
  readonly output: ImportProgressOptions['output']
}

/** What an import came to. */
export interface ImportReport {
  readonly tally: ImportTally
  /** Whether all of the file was gone through. */
  readonly complete: boolean
  readonly seconds: { readonly survey: number; readonly commands: number; readonly catchUp: number }
}

/**
 * How many commands are under way at once. Appends that wait share a transaction, so a wide window means few commits:
 * the whole file took 33 s with 32, 22 s with 96, and no less with 256 (native PostgreSQL, two busy cores, 2026-11-22).
 */
const window = 128

type Needs = Pick<Shop, 'commandBus' | 'eventStore' | 'projectionRunner' | 'stockKeeper'>

/**
 * Imports a file into a shop and waits until the read models have caught up.
 *
 * @throws SettingError when this shop cannot take it: it holds sample orders, or keeps its stock otherwise
 * @throws UnusableFileError when the file is another one
 */
export async function runImport(shop: Needs, options: RunImportOptions): Promise<ImportReport> {
  const { file, output, stop } = options
  const times = new Stopwatch()
  const survey = await surveyFile(file)
  await prepare(shop, options.stock)
  const reservesStock = (await shop.stockKeeper.openingUnits()) !== undefined
  const tally = emptyTally()
  const surveyed = times.lap()

  {
    using progress = new ImportProgress({
      lines: survey.lastLine,
      tally,
      output,
      startedAt: performance.now(),
    })
    await importInvoices(file, {
      survey,
      commandBus: shop.commandBus,
      window,
      reservesStock,
      tally,
      onUnreadable: (line, reason) => progress.say(`line ${line} left out: ${reason}`),
      onProgress: (linesRead) => progress.advance(linesRead),
      stop,
    })
  }
  const commands = times.lap()
  // Now, not while commands run: pages are full then, and every table is written to a few times only.
  output.write('The read models are catching up.\n')
  const { projectionRunner } = shop
  await projectionRunner.start()
  {
    using _ = new CatchUpProgress(output, () => projectionRunner.status())
    await projectionRunner.caughtUp()
  }
  return { tally, complete: !stop.aborted, seconds: { survey: surveyed, commands, catchUp: times.lap() } }
}

async function prepare({ commandBus, eventStore }: Needs, stock: number | undefined): Promise<void> {
  if (await holdsSamples(eventStore)) {
    throw new SettingError(
      'this shop holds the sample orders of `npm start`: import into an empty folder or database',
    )
  }
  if (stock === undefined) return
  try {
    await commandBus.execute(openStock({ units: stock }))
  } catch (error) {
    if (!isUnoError(error, 'ERR_RULE_VIOLATION')) throw error
    throw new SettingError(`--stock ${stock} is not possible here: ${(error as RuleViolation).message}`)
  }
}

/** Measures one stretch of time after the other. */
class Stopwatch {
  #since = performance.now()

  /** Seconds since the last call. */
  lap(): number {
    const now = performance.now()
    const seconds = (now - this.#since) / 1_000
    this.#since = now
    return seconds
  }
}
