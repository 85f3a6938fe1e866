import { InvalidArgumentError, type ExecuteOptions } from '@uno-ts/types'

/**
 * Refuses commands that are to stand each for itself where they cannot: what each writes in the unit of work of a parent
 * stands or falls with the parent, whatever its outcome says.
 *
 * @throws InvalidArgumentError when the parent has a unit of work
 */
export function refuseWithin({ parent }: Pick<ExecuteOptions, 'parent'>): void {
  if (parent?.unitOfWork === undefined) return
  throw new InvalidArgumentError(
    `"${parent.message.type}" runs in a unit of work already: there commands are sent one by one with { parent }`,
  )
}
