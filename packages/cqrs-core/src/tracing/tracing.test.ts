import { context as active } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { RuleViolation, type MessageContext } from '@uno-ts/types'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { TracingCommandBus } from './tracing-command-bus.ts'
import { TracingMediator } from './tracing-mediator.ts'

const act = defineCommand({ type: 'Act', data: z.unknown(), result: z.unknown() })
const outer = defineCommand({ type: 'Outer', data: z.unknown(), result: z.unknown() })
const find = defineQuery({ type: 'Find', data: z.unknown(), result: z.unknown() })

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

describe('a bus that traces', () => {
  it('puts a span around every message, and hands its context on', async () => {
    const contexts: MessageContext[] = []
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, async (_data, context) => void contexts.push(context))
    registry.registerQueryHandler(find, async () => {
      throw new RuleViolation('NO', 'no')
    })
    const mediator = new TracingMediator({
      commandBus: new CommandBus({ registry }),
      queryBus: new QueryBus({ registry }),
      tracer,
    })
    await mediator.executeCommand(act(0), { metadata: { tenant: 'north' } })
    await expect(mediator.executeQuery(find(0))).rejects.toMatchObject({ rule: 'NO' })

    const [command, query] = exporter.getFinishedSpans()
    expect(command).toMatchObject({ name: 'command Act', attributes: { 'cqrs.tenant': 'north' } })
    expect(contexts[0]?.metadata.traceparent).toContain(command?.spanContext().spanId)
    expect(contexts[0]?.metadata.messageId).toBeDefined()
    expect(query).toMatchObject({ name: 'query Find', attributes: { 'cqrs.outcome': 'refused' } })
  })

  it('puts the messages of a handler into the trace of its own', async () => {
    const registry = new HandlerRegistry()
    const bus: TracingCommandBus = new TracingCommandBus({ commandBus: new CommandBus({ registry }), tracer })
    registry.registerCommandHandler(act, async () => undefined)
    registry.registerCommandHandler(outer, (_data, parent) => bus.execute(act(0), { parent }))
    await bus.execute(outer(0))

    const [inner, around] = exporter.getFinishedSpans()
    expect(inner?.parentSpanContext?.spanId).toBe(around?.spanContext().spanId)
    expect(inner?.attributes['cqrs.message.id']).toBeUndefined() // not its parent's
  })

  it('changes nothing while nobody listens', async () => {
    const contexts: MessageContext[] = []
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, async (_data, context) => void contexts.push(context))
    await new TracingCommandBus({ commandBus: new CommandBus({ registry }) }).execute(act(0))

    expect(contexts[0]?.metadata.traceparent).toBeUndefined()
    expect(exporter.getFinishedSpans()).toEqual([])
  })
})
