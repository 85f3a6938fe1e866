import type { ConfigurationPart } from '@uno-ts/types'

/**
 * Declares a part of an application's own configuration, by a schema of any library or setting by setting, and infers its
 * types.
 *
 * @example
 * ```ts
 * import { configFromEnv, defineConfigurationPart } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const shop = defineConfigurationPart({
 *   name: 'shop',
 *   schema: z.object({ maxItems: z.coerce.number().int().positive().default(50), apiKey: z.string().optional() }),
 *   secrets: ['apiKey'],
 * })
 * const config = configFromEnv({ UNO_SHOP_MAX_ITEMS: '20' }, { parts: [shop] })
 * const maxItems: number = config.shop.maxItems
 * ```
 */
export function defineConfigurationPart<const Part extends ConfigurationPart>(part: Part): Part {
  return Object.freeze(part)
}
