import type { HandlerRegistry } from '@uno-ts/cqrs-core'
import { ConfigurationError, RuleViolation, streamId, type MessageContext } from '@uno-ts/types'
import { cancelOrder, refundPayment, requestPayment, shipOrder, type ShopEvent } from './messages.ts'

/** The handlers only write down what they were asked for: yours decide, and call the bank and the carrier. */
export function registerHandlers(registry: HandlerRegistry): void {
  registry.registerCommandHandler(requestPayment, async (data, context) =>
    record({ type: 'PaymentRequested', data }, context),
  )
  registry.registerCommandHandler(refundPayment, async (data, context) =>
    record({ type: 'PaymentRefunded', data }, context),
  )
  registry.registerCommandHandler(shipOrder, async (data, context) => {
    if (data.item === 'unicorn') throw new RuleViolation('OUT_OF_STOCK', 'there are no unicorns left')
    record({ type: 'OrderShipped', data }, context)
  })
  registry.registerCommandHandler(cancelOrder, async (data, context) =>
    record({ type: 'OrderCancelled', data }, context),
  )
}

/** The event commits with the command's idempotency key. */
function record(event: ShopEvent, { unitOfWork }: MessageContext): void {
  if (unitOfWork === undefined) throw new ConfigurationError('handlers run in a unit of work, found none')
  unitOfWork.append(streamId('order', event.data.orderId), [event], { expectedVersion: 'any' })
}
