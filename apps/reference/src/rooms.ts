import { basename, dirname, relative } from 'node:path'
import {
  Comment,
  DeclarationReflection,
  ReflectionKind,
  type CommentDisplayPart,
  type ProjectReflection,
} from 'typedoc'
import type { EntryPoint } from './entry-points.ts'

/**
 * Gives every module of the project the name it is imported by, and puts what a package's main module exports into a module
 * for each of its rooms: a page then has what belongs together, and a package is a page that lists them.
 */
export function sortIntoRooms(project: ProjectReflection, entryPoints: readonly EntryPoint[]): void {
  for (const module of project.children ?? []) {
    const source = module.sources?.[0]?.fullFileName
    const entry = entryPoints.find((each) => each.source === source)
    if (source === undefined || entry === undefined) throw new Error(`no entry point is "${module.name}"`)
    module.name = entry.name.replace('@uno-ts/', '')
    if (basename(source) === 'index.ts') splitByRoom(project, module, dirname(source))
  }
}

function splitByRoom(project: ProjectReflection, module: DeclarationReflection, folder: string): void {
  const rooms = new Map<string, DeclarationReflection>()
  for (const exported of module.children?.slice() ?? []) {
    const name = roomOf(exported, folder)
    if (name === undefined) continue
    const room = rooms.get(name) ?? addRoom(project, module, name)
    rooms.set(name, room)
    module.removeChild(exported)
    exported.parent = room
    room.addChild(exported)
  }
  for (const room of rooms.values()) room.comment = new Comment(listOf(room.children ?? []))
}

/** What a room is about is what it exports. */
function listOf(exported: readonly DeclarationReflection[]): CommentDisplayPart[] {
  const sorted = exported.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return sorted.flatMap((target, index) => [
    { kind: 'text', text: index === 0 ? '' : ', ' },
    { kind: 'inline-tag', tag: '@linkcode', text: target.name, target },
  ])
}

/** The folder below the package's sources that a name is declared in. */
function roomOf(exported: DeclarationReflection, folder: string): string | undefined {
  const [room, file] = relative(folder, exported.sources?.[0]?.fullFileName ?? folder).split('/')
  return file === undefined ? undefined : room
}

function addRoom(
  project: ProjectReflection,
  module: DeclarationReflection,
  name: string,
): DeclarationReflection {
  const room = new DeclarationReflection(name, ReflectionKind.Module, module)
  project.registerReflection(room, undefined, undefined)
  module.addChild(room)
  return room
}
