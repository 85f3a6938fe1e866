import { computed, signal } from '@preact/signals'
import type { Progress } from '../answers/answers.ts'
import { ask, forgetSeen, saw } from '../answers/ask.ts'
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
/** How much happened while we were cut off; while nobody has cut us off, nothing. */
export const missed = signal<number | undefined>(undefined)
/** When the next attempt to connect is made, in milliseconds since 1970; while we are cut off. */
export const nextAttempt = signal<number | undefined>(undefined)
/** Whether we were connected before: then a cut is worth telling. */
export const isCutOff = computed(() => connection.value === 'cut' && wasLive.value)

const wasLive = signal(false)
const kept = 200
const projections = ['sales-figures', 'customer-figures', 'product-figures', 'invoice-list']

type Channel = 'events' | 'changes'

/** The position of the last message of each channel: where to go on after the connection was cut. */
const last: Record<Channel, string | undefined> = { events: undefined, changes: undefined }

type Message =
  | ({ readonly type: 'change'; readonly id: Channel } & News)
  | { readonly type: 'subscribed' | 'ended' | 'problem'; readonly id?: string }

let wake = () => {}
/** Where the log ended when we came back. */
let returnedAt = 0n

/** Follows the shop as long as the page is open. */
export function follow(): void {
  connect(0)
  addEventListener('online', () => wake())
}

/** Does not wait for the next attempt. */
export function tryNow(): void {
  wake()
}

function connect(attempt: number): void {
  const url = new URL('/api/live', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new WebSocket(url)
  let opened = false
  nextAttempt.value = undefined
  socket.addEventListener('open', () => {
    opened = true
    void subscribe(socket)
  })
  socket.addEventListener('message', ({ data }) => take(JSON.parse(String(data)) as Message, socket))
  socket.addEventListener('close', () => {
    connection.value = 'cut'
    missed.value = undefined
    const next = opened ? 0 : attempt + 1
    again(Math.min(8_000, 400 * 2 ** next) * (0.75 + Math.random() / 2), () => connect(next))
  })
}

async function subscribe(socket: WebSocket): Promise<void> {
  const progress = await ask<Progress>('/api/progress').catch(() => undefined)
  if (socket.readyState !== WebSocket.OPEN) return
  if (progress === undefined) {
    socket.close() // it listens, and does not answer yet
    return
  }
  beginAt(progress.head)
  for (const channel of ['events', 'changes'] as const) {
    const filter = channel === 'changes' ? { projections } : undefined
    socket.send(JSON.stringify({ type: 'subscribe', id: channel, channel, filter, after: last[channel] }))
  }
  returnedAt = BigInt(progress.head)
  if (wasLive.value) missed.value = 0
  connection.value = 'live'
  wasLive.value = true
  saw(progress.head)
  moved.value += 1 // what happened before the subscription began
}

/** At first where the log ends; also when it ends before what was told: then it is another log, of a shop begun anew. */
function beginAt(head: string): void {
  if (last.events !== undefined && BigInt(last.events) <= BigInt(head)) return
  last.events = head
  last.changes = undefined
  news.value = []
  forgetSeen()
}

function take(message: Message, socket: WebSocket): void {
  if (message.type === 'ended') socket.close() // its source failed: connect again, and go on where it was
  if (message.type !== 'change') return
  last[message.id] = message.position
  if (message.id === 'changes') {
    saw(message.position)
    moved.value += 1
    return
  }
  const now = Date.now()
  news.value = [message, ...news.value].slice(0, kept)
  arrivals.value = [...arrivals.value.filter((time) => time > now - 60_000), now]
  if (missed.value !== undefined && BigInt(message.position) <= returnedAt) missed.value += 1
}

/** After a while, or at once when the network comes back or somebody asks for it. */
function again(afterMs: number, run: () => void): void {
  nextAttempt.value = Date.now() + afterMs
  wake = () => {
    clearTimeout(timer)
    wake = () => {}
    run()
  }
  const timer = setTimeout(() => wake(), afterMs)
}
