import type { Comment, ProjectReflection, Reflection } from 'typedoc'

/** What a package exports, by name; of two packages with one name the contracts' comes first. */
export type ExportedNames = ReadonlyMap<string, Reflection>

/** Lists the names that the packages export. */
export function exportedNamesOf(project: ProjectReflection): ExportedNames {
  const modules = [...(project.children ?? [])].toSorted((one, other) => rank(one) - rank(other))
  const names = new Map<string, Reflection>()
  for (const module of modules) {
    for (const exported of module.children ?? []) {
      if (!names.has(exported.name) && !exported.isReference()) names.set(exported.name, exported)
    }
  }
  return names
}

function rank({ name }: Reflection): number {
  return name.startsWith('types') ? 0 : 1
}

/** Lets `{@link ConcurrencyError}` lead to what a package exports, where the module with the comment does not import it. */
export function resolveExportedNames(project: ProjectReflection, names: ExportedNames): void {
  for (const { comment } of commented(project)) {
    for (const part of [comment.summary, ...comment.blockTags.map(({ content }) => content)].flat()) {
      if (part.kind !== 'inline-tag' || part.tag !== '@link' || part.target !== undefined) continue
      const [name = '', ...members] = part.text.trim().split('.')
      const target = members.length === 0 ? names.get(name) : names.get(name)?.getChildByName(members)
      if (target !== undefined) part.target = target
    }
  }
}

/**
 * Leaves `{@inheritDoc EventStore.append}` to TypeDoc, which gives a method without a comment the one of the method it
 * implements; it does not find the name itself across packages.
 */
export function inheritComments(project: ProjectReflection): void {
  for (const { reflection, comment } of commented(project)) {
    if (comment.summary.some((part) => part.kind === 'inline-tag' && part.tag === '@inheritDoc')) {
      delete reflection.comment
    }
  }
}

function* commented(
  project: ProjectReflection,
): Generator<{ readonly reflection: Reflection; readonly comment: Comment }> {
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.comment !== undefined) yield { reflection, comment: reflection.comment }
  }
}
