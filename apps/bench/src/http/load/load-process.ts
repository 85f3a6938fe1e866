import autocannon from 'autocannon'
import { WebSocket } from 'ws'
import type { LoadAnswer, LoadOrder } from './load-order.ts'

// The process that makes load, so that a server is measured and not who asks it.

let sockets: WebSocket[] = []
let received = 0
let wake: (() => void) | undefined

process.on('message', (order: LoadOrder) => {
  const began = performance.now()
  const answer = (found: LoadAnswer): unknown => process.send?.(found)
  obey(order).then(
    (ended) => answer({ done: true, ms: ended - began }),
    (error: unknown) => answer({ failed: String(error) }),
  )
})

/** Resolves with the time at which it was done. */
function obey(order: LoadOrder): Promise<number> {
  switch (order.kind) {
    case 'requests':
      return request(order)
    case 'listen':
      return listen(order)
    case 'await':
      return heard(order.messages * sockets.length)
    case 'hang up':
      return hangUp()
  }
}

async function request({
  port,
  method,
  path,
  body,
  first,
  amount,
  connections,
}: Extract<LoadOrder, { kind: 'requests' }>): Promise<number> {
  let nr = first
  let ended = 0
  const numbered = (text: string): string => text.replaceAll('<nr>', String(nr))
  const options: autocannon.Options = {
    url: `http://127.0.0.1:${port}`,
    connections,
    amount,
    timeout: 60,
    requests: [
      {
        method,
        ...(body === undefined ? undefined : { headers: { 'content-type': 'application/json' } }),
        setupRequest: (template) => {
          const next = { ...template, path: numbered(path), ...(body && { body: numbered(body) }) }
          nr++
          return next
        },
      },
    ],
    // It says that it has ended at its next look at the clock, up to a second later.
    setupClient: (client) => client.on('response', () => (ended = performance.now())),
  }
  const result = await autocannon(options)
  const good = result['2xx']
  if (good !== amount) {
    throw new Error(
      `expected ${amount} answers of success, found ${good}, ${result.errors} errors, ${result.non2xx} others`,
    )
  }
  return ended
}

async function listen({
  port,
  path,
  clients,
  hello,
  counted,
}: Extract<LoadOrder, { kind: 'listen' }>): Promise<number> {
  received = 0
  const mark = Buffer.from(counted)
  const connect = (): Promise<WebSocket> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false })
      socket.on('error', reject)
      socket.on('message', (data: Buffer) => {
        if (data.includes(mark)) {
          received++
          wake?.()
        } else resolve(socket) // the server has heard the hello
      })
      socket.on('open', () => {
        if (hello === undefined) resolve(socket)
        else socket.send(hello)
      })
    })
  sockets = []
  while (sockets.length < clients) sockets.push(...(await Promise.all(Array.from({ length: 50 }, connect))))
  return performance.now()
}

function heard(amount: number): Promise<number> {
  return new Promise((resolve) => {
    wake = () => {
      if (received < amount) return
      received -= amount
      wake = undefined
      resolve(performance.now())
    }
    wake()
  })
}

async function hangUp(): Promise<number> {
  for (const socket of sockets) socket.terminate()
  sockets = []
  return performance.now()
}
