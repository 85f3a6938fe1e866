import type { GlobalPosition } from '@uno-ts/types'

/** A change with its place in the order over all streams: a projection's change, a recorded event, or one of your own. */
export type Positioned = { readonly position: GlobalPosition } | { readonly globalPosition: GlobalPosition }

/** What a subscriber gets of a change. */
export interface ChangeMessage {
  /** The name of the browser's event. Default `change`. */
  readonly event?: string | undefined
  /** Written as JSON: bigints as decimal strings, dates as ISO 8601. */
  readonly data: unknown
}

/** The place of a change. */
export function positionOfChange(change: Positioned): GlobalPosition {
  return 'position' in change ? change.position : change.globalPosition
}

/** One message as `text/event-stream` writes it. Data is one line: JSON has no raw line breaks. */
export function messageText({
  id,
  event,
  data,
}: {
  readonly id?: GlobalPosition | undefined
  readonly event: string
  /** JSON already. */
  readonly data: string
}): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`
}
