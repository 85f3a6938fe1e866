import type { TenantId } from '../identity/tenant.ts'

/** Who makes a request, as the authenticator found out. */
export interface Principal {
  /** The subject of the credentials; it becomes the `actor` of commands and events. */
  readonly id: string
  readonly scopes: readonly string[]
  readonly tenant?: TenantId | undefined
  /** When the credentials end, in milliseconds since 1970; long streams are closed then. */
  readonly expiresAt?: number | undefined
  readonly claims?: Readonly<Record<string, unknown>> | undefined
}
