import type { ProjectionMember, ProjectionVersion } from '@uno-ts/types'
import { sliceOf } from './slice-of.ts'

/**
 * Which slices of a projection a member should hold, given who is alive: every member computes the same from the same list,
 * so nobody negotiates. Members differ by one slice at most; where projections have one slice each, their names spread them.
 */
export function assignedSlices(
  { projectionId, version, slices }: ProjectionVersion & { readonly slices: number },
  memberId: string,
  members: readonly ProjectionMember[],
): readonly number[] {
  const able = members
    .filter(({ runs }) => runs.some((run) => run.projectionId === projectionId && run.version === version))
    .map((member) => member.memberId)
    .toSorted()
  const place = able.indexOf(memberId)
  if (place === -1) return []
  const start = sliceOf(projectionId, able.length)
  const first = (place - start + able.length) % able.length
  const assigned: number[] = []
  for (let slice = first; slice < slices; slice += able.length) assigned.push(slice)
  return assigned
}
