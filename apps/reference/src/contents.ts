import { ReflectionKind, type ProjectReflection, type Reflection, type Router } from 'typedoc'

/** A page of the reference. */
export interface ReferencePage {
  /** What it stands for: `types`, or a room such as `event-store`. */
  readonly name: string
  /** Relative to the folder of the reference. */
  readonly url: string
  /** The rooms of a package. */
  readonly pages: readonly ReferencePage[]
}

/** What stands where. */
export interface Contents {
  readonly pages: readonly ReferencePage[]
  /** The place of each exported name: `types/event-store.md#appendoptions`. */
  readonly names: Readonly<Record<string, string>>
}

/** Says where each module and each exported name stands; of two with one name it is the contracts'. */
export function contentsOf(project: ProjectReflection, router: Router): Contents {
  const pageOf = (module: Reflection): ReferencePage => ({
    name: module.name,
    url: router.getFullUrl(module),
    pages: modulesIn(module).map(pageOf),
  })
  const names: Record<string, string> = {}
  for (const module of modulesIn(project).toSorted((one, other) => rank(one) - rank(other))) {
    for (const place of [module, ...modulesIn(module)]) {
      for (const { name, url } of exportsIn(place, router)) names[name] ??= url
    }
  }
  return { pages: modulesIn(project).map(pageOf), names }
}

function exportsIn(module: Reflection, router: Router): readonly { name: string; url: string }[] {
  return childrenOf(module)
    .filter((child) => !child.kindOf(ReflectionKind.Module) && router.hasUrl(child))
    .map((child) => ({ name: child.name, url: router.getFullUrl(child) }))
}

function modulesIn(module: Reflection): readonly Reflection[] {
  return childrenOf(module).filter((child) => child.kindOf(ReflectionKind.Module))
}

function childrenOf(module: Reflection): readonly Reflection[] {
  return module.isDeclaration() || module.isProject() ? (module.children ?? []) : []
}

function rank({ name }: Reflection): number {
  return name === 'types' ? 0 : 1
}
