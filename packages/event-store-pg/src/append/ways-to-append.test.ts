import { defaultTenant, streamId, type CommitPlan, type Event, type StreamAppend } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { isOneEvent } from './append-event.ts'
import { canShare, isBatch } from './append-group.ts'
import { appendPlan } from './append-plan.ts'
import { isForMany } from './append-together.ts'

const happened: Event = { type: 'Happened', data: {} }
const known: Event = { ...happened, id: '0190b6c0-0000-7000-8000-00000000000a' }
/** More tags than a transaction takes locks for. */
const labelled: Event = { ...happened, tags: Array.from({ length: 300 }, (_, nr) => `tag:${nr}`) }

const to = (
  name: string,
  events: readonly Event[],
  expectedVersion: StreamAppend['expectedVersion'] = 3,
) => ({
  streamId: streamId('test', name),
  expectedVersion,
  events,
})
const unless = (
  ...items: readonly { readonly types?: readonly string[]; readonly tags?: readonly string[] }[]
) => [{ failIfEventsMatch: { items } }]

/** The ways that are open to a plan beside the function for any plan. */
function waysOf(plan: CommitPlan): readonly string[] {
  const newId = () => crypto.randomUUID() as never
  const planned = appendPlan(plan, { tenant: defaultTenant, codec: undefined, newId })
  const ways = { one: isOneEvent, batch: isBatch, many: isForMany, shared: canShare }
  return Object.entries(ways).flatMap(([way, isOpen]) => (isOpen(planned) ? [way] : []))
}

describe('the quick ways to append', () => {
  it.each<[string, CommitPlan, readonly string[]]>([
    ['one event', { appends: [to('a', [happened])] }, ['one', 'shared']],
    ['the first event', { appends: [to('a', [happened], 'no-stream')] }, ['one', 'shared']],
    ['several events', { appends: [to('a', [happened, happened])] }, ['batch', 'shared']],
    ['several first events', { appends: [to('a', [happened, happened], 0)] }, ['batch', 'shared']],
    ['one event at any version', { appends: [to('a', [happened], 'any')] }, ['shared']],
    ['several events at any version', { appends: [to('a', [happened, happened], 'any')] }, ['shared']],
    [
      'several events to a stream that exists',
      { appends: [to('a', [happened, happened], 'stream-exists')] },
      ['shared'],
    ],
    [
      'one event unless another has a tag',
      { appends: [to('a', [happened])], conditions: unless({ tags: ['x'] }) },
      ['shared'],
    ],
    [
      'several events unless another has a tag',
      { appends: [to('a', [happened, happened])], conditions: unless({ tags: ['x'] }) },
      ['shared'],
    ],
    ['events of several streams', { appends: [to('a', [happened]), to('b', [happened], 0)] }, ['many']],
    [
      'events of three streams',
      { appends: ['a', 'b', 'c'].map((name) => to(name, [happened, happened])) },
      ['many'],
    ],
  ])('are open to %s', (_, plan, ways) => {
    expect(waysOf(plan)).toEqual(ways)
  })

  it.each<[string, CommitPlan]>([
    ['whose ids are known', { appends: [to('a', [known])] }],
    ['of which one id is known', { appends: [to('a', [happened, known])] }],
    ['of several streams of which one id is known', { appends: [to('a', [happened]), to('b', [known])] }],
    ['with more tags than there are locks', { appends: [to('a', [labelled])] }],
    ['of which one has more tags than there are locks', { appends: [to('a', [happened, labelled])] }],
    [
      'of several streams with more tags than there are locks',
      { appends: [to('a', [happened]), to('b', [labelled])] },
    ],
    [
      'unless there is another of a type',
      { appends: [to('a', [happened])], conditions: unless({ types: ['Happened'] }) },
    ],
    [
      'unless there is one with a tag or of a type',
      { appends: [to('a', [happened])], conditions: unless({ tags: ['x'] }, { types: ['Happened'] }) },
    ],
    [
      'of several streams with a condition',
      { appends: [to('a', [happened]), to('b', [happened])], conditions: unless({ tags: ['x'] }) },
    ],
    [
      'of several streams of which one is at any version',
      { appends: [to('a', [happened]), to('b', [happened], 'any')] },
    ],
    ['of one stream where another is only checked', { appends: [to('a', [happened]), to('b', [])] }],
  ])('are closed to events %s', (_, plan) => {
    expect(waysOf(plan)).toEqual([])
  })

  it('are closed to a check without events, and to a condition alone', () => {
    expect(waysOf({ appends: [to('a', [])] })).toEqual([])
    expect(waysOf({ appends: [], conditions: unless({ tags: ['x'] }) })).toEqual([])
  })
})
