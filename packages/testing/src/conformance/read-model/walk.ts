import type { Cursor, PageRequest, ReadModelRepository } from '@uno-ts/types'
import { assert } from '../assert.ts'
import type { Product } from './product.ts'

/** Walks a list page by page to its end and back to its start, and asserts that both ways give these ids. */
export async function walk(
  repository: ReadModelRepository<Product>,
  list: Pick<PageRequest, 'where' | 'sort' | 'limit'>,
  ids: readonly string[],
): Promise<void> {
  const forward: string[] = []
  let page = await repository.find(list)
  assert.equal(page.previous, null, 'the first page has none before it')
  for (;;) {
    forward.push(...page.items.map(({ id }) => id))
    if (page.next === null) break
    page = await repository.find({ ...list, after: page.next })
  }
  assert.deepEqual(forward, ids, 'forwards')

  const back: string[] = []
  for (let before: Cursor | null = page.previous; ; before = page.previous) {
    back.unshift(...page.items.map(({ id }) => id))
    if (before === null) break
    page = await repository.find({ ...list, before })
  }
  assert.deepEqual(back, ids, 'backwards')
}
