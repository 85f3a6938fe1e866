import { describe, expect, it } from 'vitest'
import { CsvRecords, type CsvRecord } from './csv-records.ts'

function recordsOf(lines: readonly string[], columns = 3): CsvRecord[] {
  const records = new CsvRecords({ columns })
  return [...lines.flatMap((line) => records.take(line)), ...records.end()]
}
const fields = (...lines: string[]) => recordsOf(lines).map((record) => record.fields)
const lost = (...lines: string[]) => {
  return recordsOf(lines).flatMap((record) =>
    record.fields === undefined ? [[record.line, record.reason]] : [],
  )
}

describe('records of CSV', () => {
  it('are split at commas', () =>
    expect(fields('a,b,c', ',,')).toEqual([
      ['a', 'b', 'c'],
      ['', '', ''],
    ]))

  it('keep commas, quotes and outer spaces of quoted fields', () => {
    expect(fields('a,"b, ""c"" ",d', '"","7"" SINGLE",£')).toEqual([
      ['a', 'b, "c" ', 'd'],
      ['', '7" SINGLE', '£'],
    ])
  })

  it('take a quote within a plain field as it is', () => {
    expect(fields('a,7" SINGLE,c')).toEqual([['a', '7" SINGLE', 'c']])
  })

  it('go on over lines when that makes a whole record', () => {
    expect(recordsOf(['x,y,z', 'a,"b', 'c",d', 'e,f,g'])).toEqual([
      { line: 1, fields: ['x', 'y', 'z'] },
      { line: 2, fields: ['a', 'b\nc', 'd'] },
      { line: 4, fields: ['e', 'f', 'g'] },
    ])
  })

  it('lose one line to a quote that is never closed, not the rest of the file', () => {
    const lines = ['a,"b,c', 'd,e,f', 'g,"h, i",j', 'k,l,m']
    expect(lost(...lines)).toEqual([[1, 'a quote is opened and never closed']])
    expect(
      recordsOf(lines)
        .filter((record) => record.fields !== undefined)
        .map(({ line }) => line),
    ).toEqual([2, 3, 4])
  })

  it('give up a quote that stays open for many lines', () => {
    const lines = ['a,"b,c', ...Array.from({ length: 50 }, () => 'd,e,f')]
    expect(lost(...lines)).toHaveLength(1)
    expect(recordsOf(lines)).toHaveLength(51)
  })

  it('say how many columns were found', () => {
    expect(lost('a,b', 'a,b,c,d', '')).toEqual([
      [1, 'expected 3 columns, found 2'],
      [2, 'expected 3 columns, found 4'],
      [3, 'expected 3 columns, found 1'],
    ])
  })

  it('say when something stands behind a closing quote', () => {
    expect(lost('"a"b,c,d')).toEqual([[1, 'expected a comma behind the closing quote of field 1']])
  })
})
