import { ConfigurationError, type MessageContext, type UnitOfWork } from '@uno-ts/types'

/**
 * The unit of work that a handler runs in, for one that cannot do without: it has SQL of its own.
 *
 * @throws {@link ConfigurationError} when its bus opens none
 * @example
 * ```ts
 * import { unitOfWorkOf } from '@uno-ts/cqrs-core'
 * import type { MessageContext } from '@uno-ts/types'
 *
 * export async function noteSale(code: string, context: MessageContext): Promise<void> {
 *   const { connection } = await unitOfWorkOf(context).transaction()
 *   await connection.query({ text: 'insert into sales (code) values ($1)', values: [code] })
 * }
 * ```
 */
export function unitOfWorkOf({
  unitOfWork,
  message,
}: Pick<MessageContext, 'unitOfWork' | 'message'>): UnitOfWork {
  if (unitOfWork !== undefined) return unitOfWork
  throw new ConfigurationError(
    `"${message.type}" needs a unit of work, and its bus opens none: give the bus transaction({ unitOfWork })`,
  )
}
