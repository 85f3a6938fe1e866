import { isSpanContextValid, metrics, trace, type Span } from '@opentelemetry/api'
import { telemetry } from '@uno-ts/cqrs-core'
import { ValidationError } from '@uno-ts/types'
import { amountSchema, type Amount } from './amount-schema.ts'
import type { BusContender } from './bus-path.ts'
import { unitOfWorkStubs } from './unit-of-work-stub.ts'

const tracer = trace.getTracer('by hand')
const meter = metrics.getMeter('by hand')
const { instruments, attributes } = telemetry
const total = meter.createCounter(instruments.commands)
const duration = meter.createHistogram(instruments.commandDuration)
const active = meter.createUpDownCounter(instruments.commandsActive)

const labels = { command_type: 'Add' }
const succeeded = { command_type: 'Add', success: true }
const failed = { command_type: 'Add', success: false }
const described = { [attributes.kind]: 'command', [attributes.type]: 'Add' }

/** What the four middleware do, written one after the other around one handler: no bus, no context, no chain. */
export const inLine: BusContender = {
  name: 'in line by hand',
  async open() {
    let sum = 0
    const handle = async (data: Amount): Promise<Amount> => {
      sum += data.amount
      return data
    }
    const execute = async (given: unknown): Promise<Amount> => {
      const span: Span = tracer.startSpan('command Add', { attributes: described })
      const recorded = isSpanContextValid(span.spanContext())
      const begun = performance.now()
      let success = false
      active.add(1, labels)
      try {
        const checked = await amountSchema['~standard'].validate(given)
        if (checked.issues !== undefined) throw new ValidationError('there is no amount', [])
        const unit = unitOfWorkStubs.begin()
        try {
          const result = await handle(checked.value)
          await unit.commit()
          success = true
          return result
        } catch (error) {
          await unit.rollback()
          throw error
        }
      } finally {
        active.add(-1, labels)
        total.add(1, success ? succeeded : failed)
        duration.record((performance.now() - begun) / 1_000, labels)
        if (recorded) span.end()
      }
    }
    return {
      async executeMany(times) {
        for (let nr = 0; nr < times; nr++) await execute({ amount: nr })
      },
      total: () => sum,
      [Symbol.asyncDispose]: async () => undefined,
    }
  },
}
