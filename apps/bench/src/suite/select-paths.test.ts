import { describe, expect, it } from 'vitest'
import type { Path } from './path.ts'
import { selectPaths } from './select-paths.ts'

const path = (id: string): Path => ({
  id,
  does: '',
  unit: 'events/s',
  better: 'higher',
  targets: [],
  open: () => Promise.reject(new Error('not opened here')),
})
const suites = { 'event-store': [path('a'), path('b'), path('c')], core: [], http: [path('d')] }
const select = (suite: string, only?: readonly string[]) =>
  selectPaths(suites, suite, only).map(({ id }) => id)

describe('the paths of a run', () => {
  it('are those of the suite', () => expect(select('event-store')).toEqual(['a', 'b', 'c']))
  it('are the named ones only, in the order of the suite', () =>
    expect(select('event-store', ['c', 'a'])).toEqual(['a', 'c']))

  it('are never of an unknown suite', () => {
    expect(() => select('events')).toThrow('expected a suite, one of event-store, core, http; found "events"')
    expect(() => select('toString')).toThrow('found "toString"')
  })

  it('are never none', () => {
    expect(() => select('core')).toThrow(
      'the suite "core" has no paths; suites with paths: event-store, http',
    )
  })

  it('are never unknown ones', () => {
    expect(() => select('event-store', ['a', 'x'])).toThrow(
      'expected paths of event-store after --only: a, b, c; found "x"',
    )
  })
})
