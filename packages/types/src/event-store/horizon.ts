import type { GlobalPosition } from '../identity/global-position.ts'

/** Up to where the whole log may be read without missing an append that is still under way. */
export interface Horizon {
  /** No event at or below this position can appear later. */
  readonly position: GlobalPosition
  /** The highest position drawn so far; what lies between is under way, or a gap. */
  readonly drawn: GlobalPosition
}

/** Who keeps the horizon back. */
export interface HorizonHolder {
  /** The server process of the append. */
  readonly pid: number
  /** How long its transaction has been open. */
  readonly ageMs: number
  /** The start of its last statement, without values. */
  readonly query: string
}
