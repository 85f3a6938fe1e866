import type { GlobalPosition } from '@uno-ts/types'
import type { Problem } from '../problem/problem.ts'

/** What a client sends: one JSON object a message. `id` is the client's own name for a subscription. */
export type ClientMessage =
  | {
      readonly type: 'subscribe'
      /** 1 to 64 characters, one of its own for each subscription that is open. */
      readonly id: string
      /** One of the channels of the route. */
      readonly channel: string
      /** What the channel's schema takes. */
      readonly filter?: unknown
      /** Only what comes after this position, a decimal string: the `position` of the last change that was taken. */
      readonly after?: string | undefined
    }
  | { readonly type: 'unsubscribe'; readonly id: string }

/** What the server sends: one JSON object a message. */
export type ServerMessage =
  | { readonly type: 'subscribed'; readonly id: string }
  | {
      readonly type: 'change'
      readonly id: string
      /** A decimal string; name it in `after` to go on behind this change. */
      readonly position: `${GlobalPosition}`
      readonly event: string
      readonly data: unknown
    }
  /** Nothing more comes of this subscription. */
  | { readonly type: 'ended'; readonly id: string; readonly reason: 'unsubscribed' | 'complete' | 'failed' }
  /** A message was refused, or the source of a subscription failed; then `ended` follows. */
  | { readonly type: 'problem'; readonly id?: string | undefined; readonly problem: Problem }

/** Either direction. */
export type WebSocketMessage = ClientMessage | ServerMessage

/** Why the server closes a connection. */
export type CloseReason = 'shutdown' | 'expired' | 'tooSlow' | 'tooMany' | 'tooLarge' | 'notText'

/** The code of the close frame for each reason, and the words beside it. */
export const closeReasons: Readonly<Record<CloseReason, readonly [code: number, words: string]>> = {
  shutdown: [1001, 'shutdown'],
  notText: [1003, 'expected text'],
  tooLarge: [1009, 'message too large'],
  expired: [4001, 'credentials expired'],
  tooSlow: [4008, 'too slow'],
  tooMany: [4029, 'too many messages'],
}
