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

/** The navigation of the reference: a group for each package, its rooms and further modules below. */
export function referenceNavigation({ pages }: ReferenceContents): readonly NavigationGroup[] {
  const isFurther = (name: string, of: string) => name.startsWith(`${of}/`)
  return pages
    .filter(({ name }) => !name.includes('/'))
    .map((main) => ({
      text: main.name,
      collapsed: true,
      items: [
        { text: 'Overview', link: linkTo(main.url) },
        ...main.pages.map(itemOf),
        ...pages.filter(({ name }) => isFurther(name, main.name)).map(itemOf),
      ],
    }))
}

function itemOf({ name, url }: ReferencePage): NavigationItem {
  return { text: name, link: linkTo(url) }
}

function linkTo(url: string): string {
  return `/reference/${url.replace(/(index)?\.md$/, '')}`
}
