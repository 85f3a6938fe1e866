import { randomUUID } from 'node:crypto'
import {
  globalPosition,
  projectionId,
  streamId,
  type DeadLetter,
  type GlobalPosition,
  type HeldSlice,
  type ProjectionStorage,
  type ProjectionVersion,
  type SliceMove,
} from '@uno-ts/types'
import { assert } from '../assert.ts'

/** A projection nobody else has. */
export function someProjection(): ProjectionVersion {
  return { projectionId: projectionId(`projection-${randomUUID()}`), version: 1 }
}

/** A member nobody else is. */
export function someMember(): string {
  return `member-${randomUUID()}`
}

/** A position. */
export const at: (position: number | bigint) => GlobalPosition = globalPosition

/** Has a member live for a minute and claim slices. */
export async function hold(
  { leases }: ProjectionStorage,
  projection: ProjectionVersion,
  options: { readonly memberId: string; readonly slices: readonly number[]; readonly ttlMs?: number },
): Promise<readonly HeldSlice[]> {
  const { memberId, slices, ttlMs = 60_000 } = options
  await leases.renew({ memberId, runs: [projection] }, { ttlMs })
  const { projectionId: id, version } = projection
  const held = await leases.claim(memberId, [{ projectionId: id, version, slices }])
  return held.toSorted((one, other) => one.slice - other.slice)
}

/** The only slice that a member holds. */
export async function holdOne(
  storage: ProjectionStorage,
  projection: ProjectionVersion,
  memberId: string,
): Promise<HeldSlice> {
  const [held] = await hold(storage, projection, { memberId, slices: [0] })
  assert.ok(held !== undefined, 'the slice was not handed out')
  return held
}

/** Moves a slice by what is known of it. */
export function moveOf({ slice, epoch, position }: HeldSlice, to: number | bigint): SliceMove {
  return { slice, epoch, from: position, to: at(to) }
}

/** A letter, at a position. */
export function aLetter(key: string, position: number, failure?: DeadLetter['failure']): DeadLetter {
  return {
    key,
    slice: 0,
    eventId: randomUUID(),
    eventType: 'Happened',
    streamId: streamId('order', key),
    streamVersion: position,
    globalPosition: at(position),
    payload: { key, amount: 7 },
    failure,
    attempts: failure === undefined ? 0 : 1,
  }
}

/** Asks until the answer is there, for a few seconds. */
export async function eventually<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  const end = Date.now() + 10_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    assert.ok(Date.now() < end, 'it did not happen within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
