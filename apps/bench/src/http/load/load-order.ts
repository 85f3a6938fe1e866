/** What the process that makes load is asked to do. */
export type LoadOrder =
  | {
      readonly kind: 'requests'
      readonly port: number
      readonly method: 'GET' | 'POST'
      /** `<nr>` is replaced by the number of the request, from `first`. */
      readonly path: string
      readonly body?: string | undefined
      readonly first: number
      readonly amount: number
      readonly connections: number
    }
  | {
      readonly kind: 'listen'
      readonly port: number
      readonly path: string
      readonly clients: number
      /** Sent by each client when it is connected. Default: nothing. */
      readonly hello?: string | undefined
      /** A message of another kind is not counted. */
      readonly counted: string
    }
  /** Answers when every client has had so many messages since it listens. */
  | { readonly kind: 'await'; readonly messages: number }
  | { readonly kind: 'hang up' }

/** What it answers: when it was done, or why it was not. */
export type LoadAnswer = { readonly done: true; readonly ms: number } | { readonly failed: string }
