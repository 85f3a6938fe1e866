/** Whose data it is. It leads every key in the database. */
export type TenantId = string

/** The tenant of applications that have only one. */
export const defaultTenant: TenantId = 'default'
