import { describe, expect, it } from 'vitest'
import { readEvaluationLine } from './read-evaluation-line.ts'

const read = (line: string) => readEvaluationLine(line.split(' '), '/here')

describe('the command of an evaluation', () => {
  it('names the files of a collection', () => {
    expect(read('--documents d.jsonl --queries /q.tsv --judgements j.txt --weights 1:2 --full')).toEqual({
      collection: {
        documents: '/here/d.jsonl',
        queries: '/q.tsv',
        judgements: '/here/j.txt',
        documentVectors: undefined,
        queryVectors: undefined,
      },
      database: 'full',
      embeds: false,
      weights: { text: 1, vector: 2 },
    })
  })

  it('names a file of products', () => {
    expect(read('--products sales.csv --embed')).toMatchObject({
      collection: { products: '/here/sales.csv' },
      database: 'embedded',
      embeds: true,
    })
  })

  it.each(['--documents d', '--unknown', '--products p --weights 3'])('says what is wrong in %j', (line) => {
    expect(() => read(line)).toThrow(/expected|nknown/)
  })
})
