/** The server behind a fault proxy. */
export interface FaultProxyTarget {
  readonly port: number
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
}
