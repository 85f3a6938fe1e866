import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { columns } from './invoice-record.ts'
import { readInvoices, type FileEntry } from './read-invoices.ts'
import { surveyFile } from './survey-file.ts'

const line = (
  invoiceNo: string,
  stockCode: string,
  { time = '08:26:00', country = 'EIRE', customer = '' } = {},
) => `${invoiceNo},${stockCode},MUG,6,2010-12-01 ${time},2.55,${customer},${country}`

async function entriesOf(...lines: string[]): Promise<FileEntry[]> {
  return entriesOfFile([columns.join(','), ...lines].join('\n'))
}

async function entriesOfFile(content: string | Uint8Array): Promise<FileEntry[]> {
  const folder = await mkdtemp(join(tmpdir(), 'uno-ts-read-'))
  try {
    const file = join(folder, 'lines')
    await writeFile(file, content)
    return await Array.fromAsync(readInvoices(file, await surveyFile(file)))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const told = (entries: readonly FileEntry[]) =>
  entries.map((entry) =>
    entry.type === 'invoice'
      ? [entry.invoice.invoiceNo, ...entry.invoice.lines.map(({ stockCode }) => stockCode)]
      : [entry.line],
  )

describe('the invoices of a file', () => {
  it('come when the file has no more of them, in the order of their first lines', async () => {
    const entries = await entriesOf(
      line('500001', 'a'),
      line('500002', 'b'),
      line('500003', 'c'),
      line('500002', 'd'),
      line('500001', 'e'),
      line('500004', 'f'),
    )
    expect(told(entries)).toEqual([
      ['500001', 'a', 'e'],
      ['500002', 'b', 'd'],
      ['500003', 'c'],
      ['500004', 'f'],
    ])
  })

  it('keep a time, country or customer with the line only where it is another one', async () => {
    const [entry] = await entriesOf(
      line('500001', 'a', { customer: '7.0' }),
      line('500001', 'b', { customer: '7.0', time: '08:27:00' }),
      line('500001', 'c', { country: 'Malta' }),
    )
    expect(entry).toMatchObject({
      invoice: {
        invoicedAt: '2010-12-01T08:26:00Z',
        country: 'EIRE',
        customerId: '7',
        lines: [
          { stockCode: 'a', description: 'MUG', quantity: 6, unitPriceMilli: 2_550 },
          { stockCode: 'b', invoicedAt: '2010-12-01T08:27:00Z' },
          { stockCode: 'c', country: 'Malta', customerId: null },
        ],
      },
    })
    const [first] = entry?.type === 'invoice' ? entry.invoice.lines : []
    expect(Object.keys(first ?? {})).toEqual(['stockCode', 'description', 'quantity', 'unitPriceMilli'])
  })

  it('are complete although their last line cannot be read', async () => {
    const entries = await entriesOf(line('500001', 'a'), line('500001', ''), line('500002', 'b'))
    expect(told(entries)).toEqual([[3], ['500001', 'a'], ['500002', 'b']])
  })

  it('are the same from a plain file, a gzipped one, and one with other line ends', async () => {
    const text = [columns.join(','), line('500001', 'a'), line('500002', '"b,"'), ''].join('\n')
    const expected = [
      ['500001', 'a'],
      ['500002', 'b,'],
    ]
    for (const content of [text, gzipSync(text), text.replaceAll('\n', '\r\n'), `\ufeff${text}\n\n`]) {
      expect(told(await entriesOfFile(content))).toEqual(expected)
    }
  })

  it('are not looked for in another file', async () => {
    await expect(entriesOfFile('name,price\na,1\n')).rejects.toThrow('the header InvoiceNo,')
    await expect(entriesOfFile('')).rejects.toThrow('the file is empty')
  })
})
