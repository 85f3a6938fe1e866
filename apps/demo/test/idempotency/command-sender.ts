/** What a shop answered to a command. */
export interface CommandAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Sends a command over HTTP, with a key when one is given. */
export type CommandSender = (
  url: string,
  payload: object,
  key?: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<CommandAnswer>

/** Sends commands to a shop that listens on the loopback. */
export function commandSender(port: number): CommandSender {
  return async (url, payload, key, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${url}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? undefined : { 'idempotency-key': JSON.stringify(key.replaceAll(' ', '-')) }),
        ...headers,
      },
      body: JSON.stringify(payload),
    })
    return { status: response.status, headers: response.headers, body: await response.text() }
  }
}

/** All of an answer that a repeat must give again: not the time, and not the id of the request. */
export function facts({ status, headers, body }: CommandAnswer): unknown {
  const kept = ['content-type', 'content-length', 'location', 'etag', 'uno-consistency-token']
  const told = kept.map((name) => headers.get(name))
  return [status, ...told, body.replace(/"instance":"[^"]*"/, '"instance":""')]
}
