import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'

const port = await freePort()
process.env['PORT'] = String(port)
await import('./example.ts')

const order = { orderId: '7', quantity: 2 }
const placed = await fetch(`http://127.0.0.1:${port}/orders`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(order),
})
assert.equal(placed.status, 201)
assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/orders/7`)).json(), order)
process.exit(0) // the example serves for ever

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo // it listens on TCP
  await new Promise((closed) => server.close(closed))
  return port
}
