import { describe, expect, it } from 'vitest'
import { RepeatedTexts } from './repeated-texts.ts'

describe('the texts of statements', () => {
  it('have a name from the second time on, each its own', () => {
    const texts = new RepeatedTexts()
    expect([texts.nameOf('select 1'), texts.nameOf('select 2')]).toEqual([undefined, undefined])
    const [one, two] = [texts.nameOf('select 1'), texts.nameOf('select 2')]
    expect(one).toMatch(/^again_.{43}$/)
    expect(two).not.toBe(one)
    expect(texts.nameOf('select 1')).toBe(one)
    expect(new Set([one, two])).toHaveLength(2)
  })

  it('have the same name wherever they are asked', () => {
    const named = () => {
      const texts = new RepeatedTexts()
      texts.nameOf('select 1')
      return texts.nameOf('select 1')
    }
    expect(named()).toBe(named())
  })

  it('that differ every time never get a name, and those beyond 200 neither', () => {
    const texts = new RepeatedTexts()
    for (let nr = 0; nr < 1_000; nr++) expect(texts.nameOf(`once ${nr}`)).toBeUndefined()
    const named = Array.from({ length: 250 }, (_, nr) => {
      texts.nameOf(`again ${nr}`)
      return texts.nameOf(`again ${nr}`)
    })
    expect(named.filter((name) => name !== undefined)).toHaveLength(200)
    expect(texts.nameOf('again 0')).toBe(named[0])
  })
})
