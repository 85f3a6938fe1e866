import { computed, signal } from '@preact/signals'

/** Where the page is: path and query. */
const place = signal(location.pathname + location.search)

/** The parts of the path, decoded: `['orders', '100001']`. */
export const path = computed(() =>
  new URL(place.value, location.href).pathname.split('/').filter(Boolean).map(decodeURIComponent),
)
/** The query string. */
export const query = computed(() => new URL(place.value, location.href).searchParams)

/** Goes to another address of the page. `replace` leaves no step to come back to. */
export function go(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (to === place.value) return
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  const moves = new URL(to, location.href).pathname !== new URL(place.value, location.href).pathname
  place.value = to
  if (!moves) return
  scrollTo(0, 0)
  // Who listens instead of looking is told where they are.
  focusTitle()
}

/** Puts the focus where a view begins: also when what had it is gone, for who acts by keyboard would begin at the top. */
export function focusTitle(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
}

addEventListener('popstate', () => (place.value = location.pathname + location.search))

/** Links to the page's own addresses do not load it again. */
document.addEventListener('click', (click) => {
  if (click.defaultPrevented || click.button !== 0) return
  if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return
  const link = (click.target as Element).closest('a')
  if (link === null || link.origin !== location.origin || !link.hasAttribute('data-page')) return
  click.preventDefault()
  go(link.pathname + link.search)
})
