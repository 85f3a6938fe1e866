import type { Event } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decisionModel, type DecisionModel } from './decision-model.ts'
import { defineDecisionProjection } from './decision-projection.ts'
import { matchesQuery } from './matches-item.ts'

type Counted = Event<string, number>

/** Sums the events of the types that carry all of the tags. */
function sumOf(types: readonly string[], ...tags: readonly string[]) {
  return defineDecisionProjection({
    types,
    tags,
    initialState: (): number => 0,
    evolve: (sum, { data }: Counted) => sum + data,
  })
}

function folded<State>(model: DecisionModel<State>, events: readonly Event[]): State {
  return events.reduce((state, event) => model.evolve(state, event), model.initialState())
}

describe('a decision model', () => {
  it('holds the state of each part by its name', () => {
    const model = decisionModel({ inCourse: sumOf(['A'], 'course:1'), inAll: sumOf(['A', 'B']) })
    const events = [
      { type: 'A', data: 1, tags: ['course:1', 'student:1'] },
      { type: 'A', data: 10 },
      { type: 'B', data: 100, tags: ['course:1'] },
      { type: 'C', data: 1000, tags: ['course:1'] },
    ]

    expect(folded(model, events)).toEqual({ inCourse: 1, inAll: 111 })
  })

  it('asks for what its parts ask for, tags that are the same once', () => {
    const model = decisionModel({
      one: sumOf(['B', 'A'], 'course:1'),
      two: sumOf(['C', 'A'], 'course:1'),
      three: sumOf(['A'], 'student:1', 'course:1'),
      four: sumOf(['A'], 'course:1', 'student:1'),
      five: sumOf(['D']),
    })

    expect(model.query).toEqual({
      items: [
        { types: ['A', 'B', 'C'], tags: ['course:1'] },
        { types: ['A'], tags: ['course:1', 'student:1'] },
        { types: ['D'], tags: [] },
      ],
    })
  })

  it('leaves a state that no part changes as it is', () => {
    const model = decisionModel({ sum: sumOf(['A']) })
    const state = { sum: 1 }

    expect(model.evolve(state, { type: 'B', data: 1 })).toBe(state)
  })

  it('needs a part, and a part needs a type', () => {
    expect(() => decisionModel({})).toThrow('a decision model has at least one part, found none')
    expect(() => sumOf([])).toThrow('a decision projection names the types of its events, found none')
  })
})

describe('any decision model', () => {
  const type = fc.constantFrom('A', 'B', 'C')
  const tags = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'))
  const part = fc.record({ types: fc.uniqueArray(type, { minLength: 1 }), tags })
  const parts = fc.dictionary(fc.constantFrom('one', 'two', 'three'), part, { minKeys: 1 })
  const events = fc.array(fc.record({ type, tags, data: fc.integer({ min: 0, max: 9 }) }))

  it('folds for each part the events it asks for, and asks for no others', () => {
    fc.assert(
      fc.property(parts, events, (parts, events) => {
        const model = decisionModel(
          Object.fromEntries(
            Object.entries(parts).map(([name, { types, tags }]) => [name, sumOf(types, ...tags)]),
          ),
        )
        const wanted = ({ types, tags }: (typeof parts)[string]) =>
          events.filter(
            (event) => types.includes(event.type) && tags.every((tag) => event.tags.includes(tag)),
          )
        const sums = Object.entries(parts).map(([name, part]) => [
          name,
          wanted(part).reduce((sum, { data }) => sum + data, 0),
        ])
        const asked = new Set(Object.values(parts).flatMap(wanted))

        expect(folded(model, events)).toEqual(Object.fromEntries(sums))
        expect(events.filter((event) => matchesQuery(event, model.query))).toEqual(
          events.filter((event) => asked.has(event)),
        )
      }),
    )
  })
})
