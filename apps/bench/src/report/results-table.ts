import type { Comparison, Measurement, Results } from './results.ts'
import { textTable } from './text-table.ts'

/** The results for a terminal: the figures, then how they compare. */
export function resultsTable({ measurements, comparisons }: Results): string {
  const figures = textTable([
    ['path', 'contender', 'unit', 'median', 'min', 'max'],
    ...measurements.map(figuresRow),
  ])
  const ratios = textTable([['path', 'ours', 'against', 'ratio', 'target', ''], ...comparisons.map(ratioRow)])
  return comparisons.length === 0 ? figures : `${figures}\n\n${ratios}`
}

function figuresRow({ path, contender, unit, median, min, max }: Measurement): readonly string[] {
  return [path, contender, unit, ...[median, min, max].map(readable)]
}

function ratioRow({ path, ours, against, relativeTo, ratio, target, met }: Comparison): readonly string[] {
  const other = relativeTo === undefined ? against : `${against}, relative to ${relativeTo.ours}`
  const verdict = met === undefined ? '' : met ? 'met' : 'missed'
  return [path, ours, other, ratio.toFixed(2), target?.toFixed(2) ?? '', verdict]
}

/** Three digits are enough of what varies by per cents. */
function readable(figure: number): string {
  return figure.toLocaleString('en-GB', { maximumFractionDigits: figure >= 100 ? 0 : 2 })
}
