import { isUnoError, RuleViolation, type Event, type EventQuery, type EventStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { countTo } from '../event-store/sample-events.ts'
import { rejection } from '../rejection.ts'
import type { DcbStoreTopic } from './dcb-store-subject.ts'

/** The examples of dcb.events: rules that span what would be several aggregates, held under racing callers. */
export const exampleCases: DcbStoreTopic = {
  topic: 'dynamic consistency boundaries hold',
  cases: [
    {
      name: 'a course to its capacity, and a student to two courses, whoever comes at once',
      async run({ store }) {
        await append(store, fact('CourseDefined', { capacity: 3 }, 'course:c1'))
        for (const course of ['c2', 'c3']) {
          await append(store, fact('CourseDefined', { capacity: 10 }, `course:${course}`))
        }
        const seats = await settled(countTo(10).map((student) => subscribe(store, 'c1', `s${student}`)))
        assert.deepEqual(seats, { done: 3, refused: 7 })
        const busy = await settled(['c2', 'c3', 'c2', 'c3'].map((course) => subscribe(store, course, 'busy')))
        assert.deepEqual(busy, { done: 2, refused: 2 })
      },
    },
    {
      name: 'a username to one account, until it is given up',
      async run({ store }) {
        const claims = await settled(countTo(8).map((account) => claim(store, 'ada', `a${account}`)))
        assert.deepEqual(claims, { done: 1, refused: 7 })
        await append(store, fact('AccountClosed', {}, 'username:ada'))
        await claim(store, 'ada', 'another')
        assert.match((await rejection(claim(store, 'ada', 'third'), 'ERR_RULE_VIOLATION')).message, /taken/)
      },
    },
    {
      name: 'invoice numbers to a row without holes under 20 writers',
      async run({ store }) {
        const issued = { items: [{ types: ['InvoiceIssued'] }] }
        const issue = () =>
          decide(store, issued, (events) => fact('InvoiceIssued', { number: events.length + 1 }))
        await Promise.all(countTo(20).map(issue))
        const { events } = await store.readByQuery<Event<'InvoiceIssued', { number: number }>>(issued)
        assert.deepEqual(
          events.map(({ data }) => data.number),
          countTo(20),
        )
      },
    },
    {
      name: 'an opt-in token to one use',
      async run({ store }) {
        await append(store, fact('SignUpInitiated', { token: 't1' }, 'token:t1'))
        const uses = await settled(countTo(6).map(() => confirm(store, 't1')))
        assert.deepEqual(uses, { done: 1, refused: 5 })
        await rejection(confirm(store, 'unknown'), 'ERR_RULE_VIOLATION')
      },
    },
    {
      name: 'an order to the price that is shown, and the one before it for a while',
      async run({ store }) {
        await append(store, fact('ProductPriced', { price: 10 }, 'product:p1'))
        await order(store, 'p1', 10)
        await append(store, fact('ProductPriced', { price: 12 }, 'product:p1'))
        await order(store, 'p1', 12)
        await order(store, 'p1', 10)
        await append(store, fact('ProductPriced', { price: 15 }, 'product:p1'))
        await rejection(order(store, 'p1', 10), 'ERR_RULE_VIOLATION')
      },
    },
    {
      name: 'a form to one effect, however often it is sent',
      async run({ store }) {
        const sent = { items: [{ types: ['OrderSent'], tags: ['form:f1'] }] }
        const send = () =>
          decide(store, sent, (events) =>
            events.length === 0 ? fact('OrderSent', {}, 'form:f1') : undefined,
          )
        await Promise.all(countTo(10).map(send))
        assert.equal((await store.readByQuery(sent)).events.length, 1)
      },
    },
  ],
}

type Fact = Event<string, Readonly<Record<string, unknown>>>

function fact(type: string, data: Readonly<Record<string, unknown>>, ...tags: readonly string[]): Fact {
  return { type, data, tags }
}

async function append(store: EventStore, event: Fact): Promise<void> {
  await store.commit({ appends: [{ events: [event] }] })
}

/** Reads what a decision depends on, decides, and appends unless that has changed; then it decides again. */
async function decide(
  store: EventStore,
  query: EventQuery,
  decision: (events: readonly Fact[]) => Fact | undefined,
): Promise<void> {
  for (;;) {
    const { events, head } = await store.readByQuery<Fact>(query)
    const decided = decision(events)
    if (decided === undefined) return
    try {
      const conditions = [{ failIfEventsMatch: query, after: head }]
      await store.commit({ appends: [{ events: [decided] }], conditions })
      return
    } catch (error) {
      if (!isUnoError(error, 'ERR_CONCURRENCY')) throw error
    }
  }
}

function subscribe(store: EventStore, course: string, student: string): Promise<void> {
  const query = { items: [{ tags: [`course:${course}`] }, { tags: [`student:${student}`] }] }
  return decide(store, query, (events) => {
    const taken = events.filter(({ type }) => type === 'StudentSubscribed')
    const capacity = events.find(({ type }) => type === 'CourseDefined')?.data['capacity'] ?? 0
    const inCourse = taken.filter(({ data }) => data['course'] === course).length
    if (inCourse >= Number(capacity)) throw new RuleViolation('COURSE_FULL', 'the course is full')
    if (taken.filter(({ data }) => data['student'] === student).length >= 2) {
      throw new RuleViolation('TOO_MANY_COURSES', 'the student has two courses')
    }
    return fact('StudentSubscribed', { course, student }, `course:${course}`, `student:${student}`)
  })
}

function claim(store: EventStore, username: string, account: string): Promise<void> {
  return decide(store, { items: [{ tags: [`username:${username}`] }] }, (events) => {
    if (events.at(-1)?.type === 'UsernameClaimed') throw new RuleViolation('TAKEN', 'the username is taken')
    return fact('UsernameClaimed', { account }, `username:${username}`)
  })
}

function confirm(store: EventStore, token: string): Promise<void> {
  return decide(store, { items: [{ tags: [`token:${token}`] }] }, (events) => {
    if (events.length === 0) throw new RuleViolation('UNKNOWN_TOKEN', 'nobody asked for this token')
    if (events.length > 1) throw new RuleViolation('TOKEN_USED', 'the token was used before')
    return fact('SignUpConfirmed', {}, `token:${token}`)
  })
}

function order(store: EventStore, product: string, shown: number): Promise<void> {
  const priced = { items: [{ types: ['ProductPriced'], tags: [`product:${product}`] }] }
  return decide(store, priced, (events) => {
    const valid = events.slice(-2).map(({ data }) => data['price'])
    if (!valid.includes(shown)) throw new RuleViolation('PRICE_CHANGED', 'the price shown is no longer valid')
    return fact('ProductOrdered', { price: shown }, `product:${product}`)
  })
}

/** How many went through, and how many the rules refused; any other failure fails the case. */
async function settled(attempts: readonly Promise<void>[]): Promise<{ done: number; refused: number }> {
  const outcomes = await Promise.allSettled(attempts)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected' && !isUnoError(outcome.reason, 'ERR_RULE_VIOLATION'))
      throw outcome.reason
  }
  const refused = outcomes.filter(({ status }) => status === 'rejected').length
  return { done: outcomes.length - refused, refused }
}
