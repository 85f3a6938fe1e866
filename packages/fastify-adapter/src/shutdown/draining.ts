import type { Server } from 'node:http'

/** Servers that are about to stop. It is kept by server, so that every scope of an application knows. */
const stopping = new WeakSet<object>()

/** From now on readiness says no. */
export function beginDraining(server: Server): void {
  stopping.add(server)
}

/** Whether a server is about to stop and wants no more requests. */
export function isDraining(server: object): boolean {
  return stopping.has(server)
}
