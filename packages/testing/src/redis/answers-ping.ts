import { connect } from 'node:net'

/** Whether a Redis on 127.0.0.1 answers on this port within a second; one that merely accepts may not be up yet. */
export function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 })
    const done = (answers: boolean): void => {
      socket.destroy()
      resolve(answers)
    }
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => done(text.startsWith('+PONG')))
    socket.on('timeout', () => done(false))
    socket.on('error', () => done(false))
    socket.on('close', () => done(false))
    socket.write('PING\r\n')
  })
}
