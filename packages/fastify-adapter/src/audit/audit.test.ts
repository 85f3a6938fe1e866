import websocket from '@fastify/websocket'
import { RuleViolation, type Principal } from '@uno-ts/types'
import { InMemoryEventStore } from '@uno-ts/testing'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus, type Answering } from '../../test/recording-bus.ts'
import { anOrder, shop } from '../../test/shop.ts'
import { WebSocketClient } from '../../test/web-socket-client.ts'
import { webSocketRoute } from '../web-socket/web-socket-route.ts'
import type { AuditEntry, AuditLog, AuditOptions } from './audit-log.ts'
import { eventAuditLog } from './event-audit-log.ts'
import { loggerAuditLog } from './logger-audit-log.ts'
import { redaction } from './redact.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

const principal = (): Principal => ({ id: 'ada', scopes: [], tenant: 'acme' })

async function audited(
  options: Partial<AuditOptions> = {},
  placeOrder: Answering = () => ({ orderId: 'o1' }),
) {
  const entries: AuditEntry[] = []
  const log: AuditLog = { record: (entry) => void entries.push(entry) }
  const bus = recordingBus({ PlaceOrder: placeOrder, GetOrder: () => ({ orderId: 'o1' }) })
  app = await shop(bus, { principal, audit: { log, ...options } })
  return entries
}

const order = (payload: object = anOrder) =>
  app!.inject({ method: 'POST', url: '/orders', payload, headers: { 'x-correlation-id': 'c-1' } })

describe('the audit log', () => {
  it('says who did what, when, and how it ended', async () => {
    const entries = await audited()
    await order()
    expect(entries).toEqual([
      {
        at: expect.any(Date),
        requestId: expect.any(String),
        correlationId: 'c-1',
        actor: 'ada',
        tenant: 'acme',
        ip: '127.0.0.1',
        kind: 'command',
        name: 'PlaceOrder',
        method: 'POST',
        route: '/orders',
        status: 201,
        outcome: 'done',
        code: undefined,
        durationMs: expect.any(Number),
        data: anOrder,
      },
    ])
  })

  it('holds what was refused and what failed, with the code of the error', async () => {
    const answers: Answering[] = [
      () => {
        throw new RuleViolation('OUT_OF_STOCK', 'there are 3 left')
      },
      () => {
        throw new Error('boom')
      },
    ]
    const entries = await audited({}, () => answers.shift()!({}, {}))
    await order()
    await order()
    await order({ orderId: '' })
    expect(entries.map(({ outcome, status, code, data }) => [outcome, status, code, data])).toEqual([
      ['refused', 422, 'ERR_RULE_VIOLATION', anOrder],
      ['failed', 500, 'ERR_INTERNAL', anOrder],
      ['refused', 400, 'ERR_VALIDATION', undefined],
    ])
  })

  it('passes queries over unless they are wanted', async () => {
    const passed = await audited()
    await app!.inject('/orders/o1')
    expect(passed).toEqual([])
    await app!.close()
    const wanted = await audited({ kinds: ['query'] })
    await app!.inject('/orders/o1')
    await order()
    expect(wanted).toMatchObject([
      { kind: 'query', name: 'GetOrder', route: '/orders/:orderId', data: { orderId: 'o1' } },
    ])
  })

  it('says of a caller that left before the answer that it is gone', async () => {
    const reached = Promise.withResolvers<void>()
    const entries = await audited({}, (_data, { signal }) => {
      reached.resolve()
      const { promise, reject } = Promise.withResolvers<never>()
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
      return promise
    })
    await app!.listen({ port: 0, host: '127.0.0.1' })
    const caller = new AbortController()
    const asking = fetch(`http://127.0.0.1:${portOf(app!)}/orders`, {
      method: 'POST',
      body: JSON.stringify(anOrder),
      headers: { 'content-type': 'application/json' },
      signal: caller.signal,
    })
    await reached.promise
    caller.abort()
    await expect(asking).rejects.toThrow('aborted')
    await vi.waitFor(() => expect(entries).toMatchObject([{ name: 'PlaceOrder', outcome: 'gone' }]))
  })

  it('holds a WebSocket when it has ended, and one that was refused, once each', async () => {
    const entries = await audited()
    await app!.register(websocket)
    app!.route(webSocketRoute({}, { url: '/live', policy: 'public' }))
    app!.route(webSocketRoute({}, { url: '/secret', policy: { scopes: ['secret'] } }))
    await app!.listen({ port: 0, host: '127.0.0.1' })
    const client = await WebSocketClient.connect(portOf(app!))
    await expect(WebSocketClient.connect(portOf(app!), '/secret')).rejects.toThrow('status 403')
    await vi.waitFor(() => expect(entries).toHaveLength(1))
    client.socket.close()
    await vi.waitFor(() => expect(entries).toHaveLength(2))
    expect(entries).toMatchObject([
      { actor: 'ada', kind: 'stream', route: '/secret', status: 403, outcome: 'refused' },
      { actor: 'ada', kind: 'stream', route: '/live', status: 101, outcome: 'done' },
    ])
  })

  it('is missed aloud: an entry that cannot be written is logged, and the answer stands', async () => {
    const error = vi.fn<() => void>()
    const log: AuditLog = { record: () => Promise.reject(new Error('disk full')) }
    const ignore = () => undefined
    app = await shop(recordingBus(), {
      principal,
      audit: { log },
      logger: { debug: ignore, info: ignore, warn: ignore, error },
    })
    expect((await order()).statusCode).toBe(201)
    await vi.waitFor(() =>
      expect(error).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ name: 'PlaceOrder', actor: 'ada' }),
        'a request was not written to the audit log',
      ),
    )
  })

  it('can be lines of a logger', () => {
    const info = vi.fn<() => void>()
    const entry = { name: 'PlaceOrder', outcome: 'done' } as AuditEntry
    void loggerAuditLog({ info }).record(entry)
    expect(info).toHaveBeenCalledExactlyOnceWith({ audit: entry }, 'PlaceOrder done')
  })

  it('can be events of the store, in the tenant of the caller, a stream a day', async () => {
    const eventStore = new InMemoryEventStore()
    const entries = await audited()
    await order()
    const at = new Date('2026-11-23T23:59:59.999Z')
    const log = eventAuditLog({ eventStore })
    for (const entry of entries) await log.record({ ...entry, at })
    const events = []
    for await (const event of eventStore.readAll({ tenant: 'acme' })) events.push(event)
    expect(events).toMatchObject([
      {
        streamId: 'audit-2026-11-23',
        type: 'RequestAudited',
        data: { at: at.toISOString(), name: 'PlaceOrder', status: 201, outcome: 'done', data: anOrder },
        metadata: { actor: 'ada', correlationId: 'c-1' },
      },
    ])
  })
})

describe('what is written down of a payload', () => {
  it('holds no secrets, however they are spelt and wherever they stand', () => {
    const data = {
      user: 'ada',
      Password: 'x',
      nested: [{ api_key: 'x', 'access-token': 'x', note: 'y', kept: 1 }],
      cardNumber: { deep: 'x' },
    }
    expect(redaction(['Note'])(data)).toEqual({
      user: 'ada',
      Password: '[redacted]',
      nested: [{ api_key: '[redacted]', 'access-token': '[redacted]', note: '[redacted]', kept: 1 }],
      cardNumber: '[redacted]',
    })
  })

  it('is JSON, whatever came in', () => {
    const data = {
      big: 2n ** 63n,
      at: new Date(0),
      none: undefined,
      not: Number.NaN,
      bad: new Date(Number.NaN),
      f: () => 1,
    }
    expect(redaction()(data)).toEqual({
      big: '9223372036854775808',
      at: '1970-01-01T00:00:00.000Z',
      not: null,
      bad: null,
      f: null,
    })
  })

  it('is bounded', () => {
    let deep: unknown = 'end'
    for (let level = 0; level < 100; level++) deep = { deep }
    const written = JSON.stringify(
      redaction()({ deep, long: 'x'.repeat(100_000), many: Array(1_000).fill('y') }),
    )
    expect(written.length).toBeLessThan(2_000)
    expect(written).toContain('[nested deeper]')
    expect(written).toContain('[900 more]')
  })
})
