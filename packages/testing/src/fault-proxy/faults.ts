/** The way bytes go through a proxy. */
export type Direction = 'toServer' | 'toClient'

/** What goes wrong at the moment. */
export interface Faults {
  readonly refusing: boolean
  readonly holding: boolean
  readonly droppingReplies: boolean
  readonly delayMs: Readonly<Record<Direction, number>>
}

/** Nothing goes wrong. */
export const flowing: Faults = {
  refusing: false,
  holding: false,
  droppingReplies: false,
  delayMs: { toServer: 0, toClient: 0 },
}
