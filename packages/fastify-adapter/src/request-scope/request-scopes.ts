import type { Logger, Resolver } from '@uno-ts/types'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

type RequestScope = ReturnType<Resolver['createScope']>

/** The containers of the requests of one registration of `cqrsPlugin`. */
export class RequestScopes {
  readonly #container: Resolver
  readonly #logger: Logger | undefined
  readonly #open = new Map<FastifyRequest, RequestScope>()
  readonly #ending = new Set<Promise<void>>()

  constructor(container: Resolver, logger: Logger | undefined) {
    this.#container = container
    this.#logger = logger
  }

  /** The scope of a request. It is made when it is first asked for. */
  of(request: FastifyRequest): Resolver {
    const known = this.#open.get(request)
    if (known !== undefined) return known
    const scope = this.#container.createScope()
    this.#open.set(request, scope)
    if (request.headers.upgrade !== undefined) this.#endWithConnection(request)
    return scope
  }

  /** Disposes of scopes when their answers are out, and lets the application close when all are. */
  follow(app: FastifyInstance): void {
    // By then the handler has ended, also for a caller that has left; `onResponse` would not hear of those.
    app.addHook('onSend', (request, { raw }: FastifyReply, payload, done) => {
      if (this.#open.has(request)) {
        if (raw.destroyed) this.#end(request)
        else raw.once('close', () => this.#end(request))
      }
      done(null, payload)
    })
    app.addHook('onClose', async () => {
      await Promise.all(this.#ending)
    })
  }

  /** A WebSocket has no answer: its scope lasts as long as its connection. */
  #endWithConnection(request: FastifyRequest): void {
    request.raw.socket.once('close', () => {
      if ((request as { readonly ws?: boolean }).ws === true) this.#end(request)
    })
  }

  #end(request: FastifyRequest): void {
    const scope = this.#open.get(request)
    this.#open.delete(request)
    if (scope === undefined) return
    const ending = this.#dispose(scope, request).finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }

  async #dispose(scope: RequestScope, request: FastifyRequest): Promise<void> {
    try {
      await scope.dispose?.()
    } catch (error) {
      const facts = { err: error, requestId: request.id }
      ;(this.#logger ?? request.log).error(facts, 'the scope of a request was not disposed of')
    }
  }
}
