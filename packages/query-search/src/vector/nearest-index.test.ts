import { describe, expect, it } from 'vitest'
import { scanSettings, stillDoes, storageParameters } from './nearest-index.ts'

const circumstances = { limit: 10, lists: 20, goesOn: true, isFiltered: false }

describe('an index of vectors', () => {
  it('is built for the number of rows', () => {
    expect(storageParameters({ kind: 'exact' }, 1_000_000)).toBeUndefined()
    expect(storageParameters({ kind: 'hnsw' }, 20_000)).toEqual({ m: 16, ef_construction: 64 })
    expect(storageParameters({ kind: 'hnsw' }, 2_000_000)).toEqual({ m: 24, ef_construction: 128 })
    expect(storageParameters({ kind: 'hnsw', m: 80, efConstruction: 10 }, 1)).toEqual({
      m: 80,
      ef_construction: 160,
    })
    expect(storageParameters({ kind: 'ivfflat' }, 20_000)).toEqual({ lists: 20 })
    expect(storageParameters({ kind: 'ivfflat' }, 4_000_000)).toEqual({ lists: 2_000 })
    expect(storageParameters({ kind: 'ivfflat' }, 0)).toEqual({ lists: 1 })
  })

  it('is built again when its rows have outgrown its lists', () => {
    expect(stillDoes('ivfflat', { lists: 10 }, { lists: 40 })).toBe(true)
    expect(stillDoes('ivfflat', { lists: 10 }, { lists: 41 })).toBe(false)
    expect(stillDoes('ivfflat', { lists: 41 }, { lists: 10 })).toBe(false)
    expect(stillDoes('hnsw', { m: 16 }, { m: 24 })).toBe(true)
  })

  it('is looked at as far as a question needs, further where filters leave too few', () => {
    const settings = (index: Parameters<typeof scanSettings>[0], more: object = {}) =>
      Object.fromEntries(scanSettings(index, { ...circumstances, ...more }))
    expect(settings({ kind: 'exact' })).toEqual({})
    const goesOn = { 'hnsw.iterative_scan': 'relaxed_order' }
    expect(settings({ kind: 'hnsw' })).toEqual({ 'hnsw.ef_search': '100', ...goesOn })
    expect(settings({ kind: 'hnsw' }, { limit: 300 })).toEqual({ 'hnsw.ef_search': '600', ...goesOn })
    expect(settings({ kind: 'hnsw', efSearch: 40 }, { limit: 900 })).toEqual({
      'hnsw.ef_search': '1000',
      ...goesOn,
    })
    const before08 = { goesOn: false, isFiltered: true, limit: 20 }
    expect(settings({ kind: 'hnsw' }, before08)).toEqual({ 'hnsw.ef_search': '200' })
    expect(settings({ kind: 'ivfflat' }, { lists: 100, goesOn: false })).toEqual({ 'ivfflat.probes': '20' })
    expect(settings({ kind: 'ivfflat' }, { lists: 4 })).toEqual({
      'ivfflat.probes': '4',
      'ivfflat.iterative_scan': 'relaxed_order',
    })
  })
})
