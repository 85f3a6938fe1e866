import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { isUnoError, RuleViolation, type Event, type EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { decisionModel } from './decision-model.ts'
import { DecisionModelRepository } from './decision-model-repository.ts'
import { defineDecisionProjection } from './decision-projection.ts'

// The examples of https://dcb.events/examples.

type CourseDefined = Event<'CourseDefined', { readonly capacity: number }>
type CapacityChanged = Event<'CapacityChanged', { readonly capacity: number }>
type StudentSubscribed = Event<'StudentSubscribed', { readonly courseId: string; readonly studentId: string }>

const capacityOf = (courseId: string) =>
  defineDecisionProjection({
    types: ['CourseDefined', 'CapacityChanged'],
    tags: [`course:${courseId}`],
    initialState: (): number | undefined => undefined,
    evolve: (_capacity, { data }: CourseDefined | CapacityChanged) => data.capacity,
  })

const subscriptionsOf = (tag: string) =>
  defineDecisionProjection({
    types: ['StudentSubscribed'],
    tags: [tag],
    initialState: (): number => 0,
    evolve: (count, _event: StudentSubscribed) => count + 1,
  })

const subscription = (courseId: string, studentId: string) =>
  decisionModel({
    capacity: capacityOf(courseId),
    seatsTaken: subscriptionsOf(`course:${courseId}`),
    coursesOfStudent: subscriptionsOf(`student:${studentId}`),
  })

const courseDefined = (courseId: string, capacity: number): CourseDefined => ({
  type: 'CourseDefined',
  data: { capacity },
  tags: [`course:${courseId}`],
})

const studentSubscribed = (courseId: string, studentId: string): StudentSubscribed => ({
  type: 'StudentSubscribed',
  data: { courseId, studentId },
  tags: [`course:${courseId}`, `student:${studentId}`],
})

const subscribe = defineCommand({
  type: 'Subscribe',
  data: z.object({ courseId: z.string(), studentId: z.string() }),
  result: z.number(),
})

/** A school where at most two courses a student are allowed. */
function school({ transactional = false } = {}) {
  const eventStore = new InMemoryEventStore()
  const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore })
  const decisions = new DecisionModelRepository({ eventStore })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(subscribe, async ({ courseId, studentId }, context) => {
    const decide = ({ capacity = 0, seatsTaken, coursesOfStudent }: SubscriptionState) => {
      if (seatsTaken >= capacity) throw new RuleViolation('COURSE_FULL', 'there is no seat left')
      if (coursesOfStudent >= 2) throw new RuleViolation('STUDENT_BUSY', 'two courses are enough')
      return [studentSubscribed(courseId, studentId)]
    }
    const { state } = await decisions.decide(subscription(courseId, studentId), decide, context)
    return state.seatsTaken
  })
  const bus = new CommandBus({ registry, ...(transactional && { unitOfWork }) })
  return {
    bus,
    eventStore,
    decisions,
    unitOfWork,
    define: (courseId: string, capacity: number) =>
      eventStore.commit({ appends: [{ events: [courseDefined(courseId, capacity)] }] }),
    subscribe: (courseId: string, studentId: string) => bus.execute(subscribe({ courseId, studentId })),
    rulesBroken: async (attempts: readonly Promise<unknown>[]) =>
      (await Promise.allSettled(attempts))
        .filter((attempt) => attempt.status === 'rejected')
        .map(({ reason }) => (isUnoError(reason) && 'rule' in reason ? reason.rule : reason)),
  }
}

type SubscriptionState = {
  readonly capacity: number | undefined
  readonly seatsTaken: number
  readonly coursesOfStudent: number
}

/** A store that notes which of its methods are called. */
function counting(eventStore: EventStore, calls: string[]): EventStore {
  return new Proxy(eventStore, {
    get(store, name) {
      const method: unknown = Reflect.get(store, name, store)
      if (typeof method !== 'function') return method
      return (...given: unknown[]) => {
        calls.push(String(name))
        return Reflect.apply(method, store, given)
      }
    },
  })
}

describe.each([{ transactional: false }, { transactional: true }])(
  'courses and students, in a unit of work: $transactional',
  (options) => {
    it('fill a course to its capacity, whoever comes at once', async () => {
      const { define, subscribe, rulesBroken } = school(options)
      await define('c1', 3)
      const attempts = Array.from({ length: 6 }, (_, student) => subscribe('c1', `s${student}`))

      expect(await rulesBroken(attempts)).toEqual(Array(3).fill('COURSE_FULL'))
    })

    it('keep a student to two courses', async () => {
      const { define, subscribe, rulesBroken } = school(options)
      for (const course of ['c1', 'c2', 'c3']) await define(course, 10)
      const attempts = ['c1', 'c2', 'c3'].map((course) => subscribe(course, 'busy'))

      expect(await rulesBroken(attempts)).toEqual(['STUDENT_BUSY'])
      await expect(subscribe('c1', 'another')).resolves.toBeGreaterThan(0)
    })

    it('follow a changed capacity', async () => {
      const { define, subscribe, eventStore } = school(options)
      await define('c1', 1)
      await subscribe('c1', 'first')
      await expect(subscribe('c1', 'second')).rejects.toMatchObject({ rule: 'COURSE_FULL' })
      const changed: CapacityChanged = {
        type: 'CapacityChanged',
        data: { capacity: 2 },
        tags: ['course:c1'],
      }
      await eventStore.commit({ appends: [{ events: [changed] }] })

      expect(await subscribe('c1', 'second')).toBe(2)
    })

    it('record the message as the cause, for its tenant', async () => {
      const { bus, eventStore } = school(options)
      const tenant = 'north'
      await eventStore.commit({ appends: [{ events: [courseDefined('c1', 1)] }], tenant })
      await bus.execute(subscribe({ courseId: 'c1', studentId: 's1' }), {
        metadata: { messageId: 'm', tenant },
      })
      const { events } = await eventStore.readByQuery(subscription('c1', 's1').query, { tenant })

      expect(events[1]).toMatchObject({ metadata: { causationId: 'm', correlationId: 'm' }, tenant })
    })
  },
)

describe('a decision', () => {
  it('goes to the store twice: one read and one commit', async () => {
    const calls: string[] = []
    const decisions = new DecisionModelRepository({ eventStore: counting(new InMemoryEventStore(), calls) })
    await decisions.decide(subscription('c1', 's1'), () => [courseDefined('c1', 1)])

    expect(calls).toEqual(['readByQuery', 'commit'])
  })

  it('tells the state after it, its events and their position', async () => {
    const { decisions, eventStore } = school()
    const decided = await decisions.decide(subscription('c1', 's1'), () => [
      courseDefined('c1', 5),
      studentSubscribed('c1', 's2'),
    ])

    expect(decided).toEqual({
      state: { capacity: 5, seatsTaken: 1, coursesOfStudent: 0 },
      events: [courseDefined('c1', 5), studentSubscribed('c1', 's2')],
      globalPosition: await eventStore.head(),
      written: true,
    })
    expect((await decisions.load(subscription('c1', 's2'))).state).toEqual({
      capacity: 5,
      seatsTaken: 1,
      coursesOfStudent: 1,
    })
  })

  it('appends nothing when there is nothing to do', async () => {
    const { decisions, eventStore } = school()

    expect(await decisions.decide(subscription('c1', 's1'), () => [])).toEqual({
      state: { capacity: undefined, seatsTaken: 0, coursesOfStudent: 0 },
      events: [],
      globalPosition: undefined,
      written: false,
    })
    expect(await eventStore.head()).toBe(0n)
  })

  it('is refused when an event it asks for came in between, and not when another did', async () => {
    const { decisions, define, eventStore } = school()
    const meanwhile = async (courseId: string) => {
      const { condition } = await decisions.load(subscription('c1', 's1'))
      await define(courseId, 1)
      return eventStore.commit({
        appends: [{ events: [studentSubscribed('c1', 's1')] }],
        conditions: [condition],
      })
    }

    await expect(meanwhile('c1')).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    await expect(meanwhile('c2')).resolves.toMatchObject({ appends: [{ written: true }] })
  })

  it('throws the reason of a caller who has given up', async () => {
    const { decisions, eventStore } = school()
    const signal = AbortSignal.abort('enough')

    await expect(
      decisions.decide(subscription('c1', 's1'), () => [courseDefined('c1', 1)], { signal }),
    ).rejects.toBe('enough')
    expect(await eventStore.head()).toBe(0n)
  })

  it('sees what its unit of work has planned, and is judged by what others wrote', async () => {
    const { decisions, unitOfWork: units, define } = school()
    const unitOfWork = units.begin()
    await decisions.decide(subscription('c1', 's1'), () => [courseDefined('c1', 2)], { unitOfWork })
    const seen = await decisions.decide(
      subscription('c1', 's1'),
      () => [studentSubscribed('c1', 's1'), studentSubscribed('c1', 's2')],
      { unitOfWork },
    )

    expect(seen.state).toEqual({ capacity: 2, seatsTaken: 2, coursesOfStudent: 1 })
    expect((await decisions.load(subscription('c1', 's1'))).state.capacity).toBeUndefined()
    await unitOfWork.commit()
    expect((await decisions.load(subscription('c1', 's1'))).state).toEqual(seen.state)

    const late = units.begin()
    await decisions.decide(subscription('c1', 's3'), () => [studentSubscribed('c1', 's3')], {
      unitOfWork: late,
    })
    await define('c1', 9)
    await expect(late.commit()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })

  it('reads through the transaction its unit of work has opened', async () => {
    const eventStore = new InMemoryEventStore()
    const read: unknown[] = []
    const watched: EventStore = Object.assign(Object.create(eventStore), {
      readByQuery: (...given: Parameters<EventStore['readByQuery']>) => {
        read.push(given[1]?.transaction)
        return eventStore.readByQuery(...given)
      },
    })
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore }).begin()
    const transaction = await unitOfWork.transaction()
    await new DecisionModelRepository({ eventStore: watched }).load(subscription('c1', 's1'), { unitOfWork })

    expect(read).toEqual([transaction])
  })
})

describe('a username', () => {
  type Registered = Event<'AccountRegistered', { readonly username: string }>
  type Closed = Event<'AccountClosed', { readonly username: string }>

  const isTaken = (username: string) =>
    defineDecisionProjection({
      types: ['AccountRegistered', 'AccountClosed'],
      tags: [`username:${username}`],
      initialState: (): boolean => false,
      evolve: (_taken, { type }: Registered | Closed) => type === 'AccountRegistered',
    })

  function accounts() {
    const decisions = new DecisionModelRepository({ eventStore: new InMemoryEventStore() })
    const change = (username: string, type: 'AccountRegistered' | 'AccountClosed') =>
      decisions.decide(decisionModel({ taken: isTaken(username) }), ({ taken }) => {
        if (taken === (type === 'AccountRegistered')) {
          throw new RuleViolation(
            taken ? 'NAME_TAKEN' : 'NAME_FREE',
            `"${username}" is ${taken ? 'taken' : 'free'}`,
          )
        }
        return [{ type, data: { username }, tags: [`username:${username}`] }]
      })
    return {
      register: (username: string) => change(username, 'AccountRegistered'),
      close: (username: string) => change(username, 'AccountClosed'),
    }
  }

  it('belongs to one account until it is given up', async () => {
    const { register, close } = accounts()
    await register('ada')
    await register('eve')
    await expect(register('ada')).rejects.toMatchObject({ rule: 'NAME_TAKEN' })
    await close('ada')
    await expect(close('ada')).rejects.toMatchObject({ rule: 'NAME_FREE' })

    expect((await register('ada')).state).toEqual({ taken: true })
  })

  it('goes to one of those who ask for it at once; the others are told of the conflict', async () => {
    const { register } = accounts()
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => register('ada')))

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(attempts).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'ERR_CONCURRENCY' }) }),
    )
  })
})

describe('invoice numbers', () => {
  type InvoiceIssued = Event<'InvoiceIssued', { readonly number: number }>

  const lastNumber = defineDecisionProjection({
    types: ['InvoiceIssued'],
    initialState: (): number => 0,
    evolve: (_last, { data }: InvoiceIssued) => data.number,
  })
  const issue = defineCommand({ type: 'IssueInvoice', data: z.object({}), result: z.number() })

  it('run without a hole and without a double under twenty writers', async () => {
    const eventStore = new InMemoryEventStore()
    const decisions = new DecisionModelRepository({ eventStore })
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(issue, async (_data, context) => {
      const next = ({ lastNumber: last }: { readonly lastNumber: number }): InvoiceIssued[] => [
        { type: 'InvoiceIssued', data: { number: last + 1 } },
      ]
      const { state } = await decisions.decide(decisionModel({ lastNumber }), next, context)
      return state.lastNumber
    })
    const bus = new CommandBus({ registry })
    const again = async (): Promise<number> => {
      try {
        return await bus.execute(issue({}))
      } catch (error) {
        if (isUnoError(error, 'ERR_CONCURRENCY')) return again()
        throw error
      }
    }
    const numbers = await Promise.all(Array.from({ length: 20 }, again))

    expect(numbers.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
  })
})
