import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NavigationGroup, NavigationItem } from './navigation.ts'

/** A page of the API reference, as `apps/reference` says it. */
export interface ReferencePage {
  readonly name: string
  /** Relative to the reference: `types/event-store.md`. */
  readonly url: string
  readonly pages: readonly ReferencePage[]
}

/** What stands where in the API reference. */
export interface ReferenceContents {
  readonly pages: readonly ReferencePage[]
  /** The place of each exported name: `types/event-store.md#appendoptions`. */
  readonly names: Readonly<Record<string, string>>
}

/** Reads what `apps/reference` says of its pages. */
export function readContents(reference: string): ReferenceContents {
  return JSON.parse(readFileSync(join(reference, 'contents.json'), 'utf8')) as ReferenceContents // written by us
}

/** The navigation of the reference: a group for each module that users import, its rooms below. */
export function referenceNavigation({ pages }: ReferenceContents): readonly NavigationGroup[] {
  return pages.map(({ name, url, pages: rooms }) => ({
    text: name,
    collapsed: true,
    items: [{ text: 'Overview', link: linkTo(url) }, ...rooms.map(itemOf)],
  }))
}

function itemOf({ name, url }: ReferencePage): NavigationItem {
  return { text: name, link: linkTo(url) }
}

function linkTo(url: string): string {
  return `/reference/${url.replace(/(index)?\.md$/, '')}`
}
