import { InvalidArgumentError } from '@uno-ts/types'

/** Questions may come from outside, where the compiler has not looked. */
export function unknownQuery(query: never): never {
  const { type } = query as { readonly type: unknown }
  throw new InvalidArgumentError(`there is no question of type ${JSON.stringify(String(type).slice(0, 40))}`)
}
