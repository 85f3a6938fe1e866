import { describe, expect, it } from 'vitest'
import { pageLinks } from './page-links.ts'

const both = { after: 'after', before: 'before' }

describe('the links of a page', () => {
  it('lead to the pages around it, with everything else that was asked', () => {
    const links = pageLinks('/api/orders?limit=2&after=b', { next: 'd', previous: 'a' }, both)
    expect(links).toBe(
      '</api/orders?limit=2&after=d>; rel="next", </api/orders?limit=2&before=a>; rel="prev"',
    )
  })

  it('lead on from the first page, and back from the last', () => {
    expect(pageLinks('/orders', { next: 'b', previous: null }, both)).toBe('</orders?after=b>; rel="next"')
    expect(pageLinks('/orders?after=y', { next: null, previous: 'x' }, both)).toBe(
      '</orders?before=x>; rel="prev"',
    )
  })

  it('are none where there is one page, or where the query goes on only', () => {
    expect(pageLinks('/orders', { next: null, previous: null }, both)).toBeUndefined()
    expect(pageLinks('/orders', { previous: 'x' }, { after: 'after' })).toBeUndefined()
  })

  it.each([undefined, null, 7, 'text', [], { next: 7 }, { next: '' }])('are none of %j', (result) => {
    expect(pageLinks('/orders', result, both)).toBeUndefined()
  })

  it('encode what a header cannot carry', () => {
    expect(pageLinks('/orders?name=%C3%A9', { next: 'a">\r\n' }, both)).toBe(
      '</orders?name=%C3%A9&after=a%22%3E%0D%0A>; rel="next"',
    )
  })
})
