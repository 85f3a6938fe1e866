import { context as active, SpanStatusCode, trace as api } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { RuleViolation, type MessageContext, type MessageMetadata } from '@uno-ts/types'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { trace } from './trace.ts'

const act = defineCommand({ type: 'Act', data: z.object({}), result: z.unknown() })
const actAgain = defineCommand({ type: 'ActAgain', data: z.object({}), result: z.unknown() })

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
const tracer = provider.getTracer('test')

beforeEach(() => {
  active.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterEach(() => {
  active.disable()
  exporter.reset()
})

/** Executes one traced command, and gives the context its handler had. */
async function execute(
  handle: (context: MessageContext) => Promise<unknown> = async () => undefined,
  metadata: MessageMetadata = {},
  middleware = trace({ tracer }),
): Promise<MessageContext | undefined> {
  const contexts: MessageContext[] = []
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(act, (_data, context) => {
    contexts.push(context)
    return handle(context)
  })
  registry.registerCommandHandler(actAgain, async () => undefined)
  const bus = new CommandBus({ registry, middleware: [middleware], newId: () => 'm' })
  await bus.execute(act({}), { metadata }).catch(() => undefined)
  return contexts[0]
}

const sender = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('the trace of a message', () => {
  it('is a span named by kind and type, with the ids as attributes', async () => {
    await execute(undefined, { tenant: 'north' })

    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        name: 'command Act',
        attributes: {
          'cqrs.message.kind': 'command',
          'cqrs.message.type': 'Act',
          'cqrs.message.id': 'm',
          'cqrs.correlation_id': 'm',
          'cqrs.tenant': 'north',
          'cqrs.outcome': 'success',
        },
        status: { code: SpanStatusCode.UNSET },
      },
    ])
  })

  it('travels in the metadata, for the events the message causes', async () => {
    const context = await execute()
    const [span] = exporter.getFinishedSpans()
    const sent = span?.spanContext()

    expect(context?.metadata.traceparent).toBe(`00-${sent?.traceId}-${sent?.spanId}-01`)
  })

  it('continues that of the sender', async () => {
    const context = await execute(undefined, { traceparent: sender, tracestate: 'vendor=1' })

    expect(exporter.getFinishedSpans()).toMatchObject([
      { parentSpanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } },
    ])
    expect(context?.metadata.tracestate).toBe('vendor=1')
  })

  it('begins anew when what the sender says cannot be read', async () => {
    await execute(undefined, { traceparent: '00-no-trace' })

    expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined()
  })

  it('prefers the span that is active, and is active itself while the handler runs', async () => {
    await tracer.startActiveSpan('request', async (request) => {
      await execute(async () => tracer.startSpan('query').end(), { traceparent: sender })
      request.end()
    })
    const [query, command, request] = exporter.getFinishedSpans()

    expect(command?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
    expect(query?.parentSpanContext?.spanId).toBe(command?.spanContext().spanId)
  })

  it('holds the messages a handler sends', async () => {
    await execute((context) => context.commandBus!.execute(actAgain({}), { parent: context }))
    const [inner, outer] = exporter.getFinishedSpans()

    expect([inner?.name, outer?.name]).toEqual(['command ActAgain', 'command Act'])
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
  })

  it('notes a refusal without calling it an error', async () => {
    await execute(async () => {
      throw new RuleViolation('NOT_NOW', 'not now')
    })

    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        attributes: { 'cqrs.outcome': 'refused', 'error.type': 'ERR_RULE_VIOLATION', 'cqrs.rule': 'NOT_NOW' },
        status: { code: SpanStatusCode.UNSET },
      },
    ])
  })

  it('notes a fault as an error, with the exception', async () => {
    await execute(() => Promise.reject(new TypeError('broken')))

    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        attributes: { 'cqrs.outcome': 'failed', 'error.type': 'TypeError' },
        status: { code: SpanStatusCode.ERROR },
        events: [{ name: 'exception' }],
      },
    ])
  })

  it('changes nothing when nobody listens', async () => {
    const context = await execute(undefined, { correlationId: 'c' }, trace())

    expect(context?.metadata.traceparent).toBeUndefined()
    expect(exporter.getFinishedSpans()).toEqual([])
  })

  it('goes to the SDK the application registers later', async () => {
    const middleware = trace()
    api.setGlobalTracerProvider(provider)
    try {
      await execute(undefined, {}, middleware)
      expect(exporter.getFinishedSpans()).toMatchObject([{ name: 'command Act' }])
    } finally {
      api.disable()
    }
  })
})
