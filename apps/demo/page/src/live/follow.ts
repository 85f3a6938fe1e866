import { signal } from '@preact/signals'
import type { Progress } from '../answers/answers.ts'
import { ask } from '../answers/ask.ts'
import type { News } from './news.ts'

export type Connection = 'connecting' | 'live' | 'cut'

/** Whether the shop tells us what happens. */
export const connection = signal<Connection>('connecting')
/** What happened while the page is open, the latest first. */
export const news = signal<readonly News[]>([])
/** Goes up when a read model behind the figures has changed. */
export const moved = signal(0)
/** When each event arrived, for the rate: the last minute of them. */
export const arrivals = signal<readonly number[]>([])

const kept = 200
const projections = ['sales-figures', 'customer-figures', 'product-figures', 'invoice-list']

type Channel = 'events' | 'changes'

/** The position of the last message of each channel: where to go on after the connection was cut. */
const last: Record<Channel, string | undefined> = { events: undefined, changes: undefined }

type Message =
  | ({ readonly type: 'change'; readonly id: Channel } & News)
  | { readonly type: 'subscribed' | 'ended' | 'problem'; readonly id?: string }

/** Follows the shop as long as the page is open. */
export function follow(): void {
  connect(0)
}

function connect(attempt: number): void {
  const url = new URL('/api/live', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new WebSocket(url)
  let opened = false
  socket.addEventListener('open', () => {
    opened = true
    void subscribe(socket)
  })
  socket.addEventListener('message', ({ data }) => take(JSON.parse(String(data)) as Message, socket))
  socket.addEventListener('close', () => {
    connection.value = 'cut'
    const next = opened ? 0 : attempt + 1
    again(Math.min(8_000, 400 * 2 ** next) * (0.75 + Math.random() / 2), () => connect(next))
  })
}

async function subscribe(socket: WebSocket): Promise<void> {
  const progress = await ask<Progress>('/api/progress').catch(() => undefined)
  if (socket.readyState !== WebSocket.OPEN) return
  if (progress !== undefined) beginAt(progress.head)
  for (const channel of ['events', 'changes'] as const) {
    const filter = channel === 'changes' ? { projections } : undefined
    socket.send(JSON.stringify({ type: 'subscribe', id: channel, channel, filter, after: last[channel] }))
  }
  connection.value = 'live'
  moved.value += 1 // what happened before the subscription began
}

/** At first where the log ends; also when it ends before what was told: then it is another log, of a shop begun anew. */
function beginAt(head: string): void {
  if (last.events !== undefined && BigInt(last.events) <= BigInt(head)) return
  last.events = head
  last.changes = undefined
  news.value = []
}

function take(message: Message, socket: WebSocket): void {
  if (message.type === 'ended') socket.close() // its source failed: connect again, and go on where it was
  if (message.type !== 'change') return
  last[message.id] = message.position
  if (message.id === 'changes') {
    moved.value += 1
    return
  }
  const now = Date.now()
  news.value = [message, ...news.value].slice(0, kept)
  arrivals.value = [...arrivals.value.filter((time) => time > now - 60_000), now]
}

/** After a while, or at once when the network comes back. */
function again(afterMs: number, run: () => void): void {
  const wake = new AbortController()
  const once = () => {
    clearTimeout(timer)
    wake.abort()
    run()
  }
  const timer = setTimeout(once, afterMs)
  addEventListener('online', once, { signal: wake.signal })
}
