import { DeclarationReflection, ReflectionKind, SignatureReflection, type ProjectReflection } from 'typedoc'

/** Leaves the file that an exported name is declared in beside it, without a link, and none beside its members. */
export function keepSourcesOfExports(project: ProjectReflection): void {
  for (const reflection of Object.values(project.reflections)) {
    if (!(reflection instanceof DeclarationReflection || reflection instanceof SignatureReflection)) continue
    const declared = reflection instanceof SignatureReflection ? reflection.parent : reflection
    if (declared.kindOf(ReflectionKind.Constructor)) delete reflection.overwrites // it has no place to lead to
    if (declared.parent?.kindOf(ReflectionKind.Module) === true) {
      for (const source of reflection.sources ?? []) delete source.url
    } else delete reflection.sources
  }
}
