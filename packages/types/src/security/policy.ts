import type { Message } from '../message/definition.ts'
import type { Principal } from './principal.ts'

/** Who may execute a message: everybody, holders of all scopes named, or whoever a function lets through. */
export type Policy =
  | 'public'
  | 'authenticated'
  | { readonly scopes: readonly string[] }
  | ((principal: Principal | undefined, message: Message) => boolean | Promise<boolean>)
