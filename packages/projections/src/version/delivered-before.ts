import { origin, type GlobalPosition } from '@uno-ts/types'
import type { BatchTarget } from '../runner/commit-batch.ts'

/**
 * Up to where earlier versions of a projection have delivered what cannot be taken back: a raised version is silent until it
 * has passed it. The origin for what can be emptied, or is written to tables.
 */
export async function deliveredBefore({
  storage,
  projector,
}: Pick<BatchTarget, 'storage' | 'projector'>): Promise<GlobalPosition> {
  const { projectionId, version, isOutside, resettable } = projector
  if (!isOutside || resettable) return origin
  const [known] = await storage.versions.find([projectionId])
  let delivered = origin
  for (const earlier of known?.versions ?? []) {
    if (earlier.version >= version) continue
    const slices = await storage.leases.status(earlier)
    const position = slices.reduce(
      (least, each) => (each.position < least ? each.position : least),
      slices[0]?.position ?? origin,
    )
    if (position > delivered) delivered = position
  }
  return delivered
}
