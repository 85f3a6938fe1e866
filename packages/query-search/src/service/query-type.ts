import { InvalidArgumentError } from '@uno-ts/types'

/** The request of a question that is plain data. */
export function withoutType<Query extends { readonly type: string }>({
  type: _,
  ...request
}: Query): Omit<Query, 'type'> {
  return request
}

/** Questions may come from outside, where the compiler has not looked. */
export function unknownQuery(query: never): never {
  const { type } = query as { readonly type: unknown }
  throw new InvalidArgumentError(`there is no question of type ${JSON.stringify(String(type).slice(0, 40))}`)
}
