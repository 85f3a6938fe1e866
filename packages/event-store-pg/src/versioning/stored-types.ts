import type { EventDefinition } from './define-event.ts'
import type { EventMerge } from './define-merge.ts'

/** By today's type, the other stored types that events of it may come of, however far back. */
export function originsOfTypes(
  definitions: Iterable<EventDefinition>,
  merges: readonly EventMerge[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, Set<string>>()
  const add = (into: string, from: string): void => {
    const known = direct.get(into)
    if (known === undefined) direct.set(into, new Set([from]))
    else known.add(from)
  }
  for (const { type, upcasters, becomes } of definitions) {
    for (const upcaster of [...upcasters, becomes]) {
      if (typeof upcaster === 'object') for (const into of upcaster.into) add(into, type)
    }
  }
  for (const { types, into } of merges) for (const type of types) add(into, type)
  return new Map(Array.from(direct.keys(), (type) => [type, reachable(type, direct)]))
}

function reachable(type: string, direct: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (each: string): void => {
    for (const origin of direct.get(each) ?? []) {
      if (found.has(origin)) continue
      found.add(origin)
      visit(origin)
    }
  }
  visit(type)
  return found
}
