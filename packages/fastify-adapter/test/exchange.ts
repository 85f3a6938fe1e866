import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends text over a connection of its own and gives all that comes back. */
export async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (chunk) => (received += chunk.toString()))
  socket.write(text)
  await once(socket, 'close')
  return received
}
