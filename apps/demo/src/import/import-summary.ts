import { grouped } from './import-progress.ts'
import type { ImportReport } from './run-import.ts'

/** An import in a few lines, for people. */
export function importSummary({ tally, complete, seconds }: ImportReport): string {
  const total = seconds.survey + seconds.commands + seconds.catchUp
  const rows: readonly (readonly [string, string])[] = [
    ['lines', grouped(tally.lines)],
    ['invoices', grouped(tally.invoices)],
    ['commands', grouped(tally.commands)],
    ['already there', grouped(tally.alreadyThere)],
    ['refused', grouped(tally.refused)],
    ['unreadable', grouped(tally.unreadable)],
    ['seconds', total.toFixed(1)],
    ['lines a second', grouped(Math.round(tally.lines / total))],
    ['of these', `${seconds.survey.toFixed(1)} s looking through the file`],
    ['', `${seconds.commands.toFixed(1)} s executing commands`],
    ['', `${seconds.catchUp.toFixed(1)} s until the read models had caught up`],
  ]
  const title = complete
    ? 'Imported.'
    : 'Stopped before the end; the same command goes on where this one stopped.'
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`)].join('\n')
}
