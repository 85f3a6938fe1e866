import { globalPosition } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { entityTag, isKnown, versionIn } from './entity-tag.ts'

describe('the tag of an answer', () => {
  it('is its version, else weakly its position, else none', () => {
    expect(entityTag(4, globalPosition(17n))).toBe('"4"')
    expect(entityTag(undefined, globalPosition(17n))).toBe('W/"p17"')
    expect(entityTag(undefined, undefined)).toBeUndefined()
  })

  it.each([
    [{ streamVersion: 4 }, 4],
    [{ streamVersion: 0 }, 0],
    [{ streamVersion: '4' }, undefined],
    [{ streamVersion: 1.5 }, undefined],
    [{}, undefined],
    [null, undefined],
    [[4], undefined],
  ])('reads of %j the version %s', (result, version) => {
    expect(versionIn(result)).toBe(version)
  })

  it.each([
    ['"4"', true],
    ['W/"4"', true],
    ['"3", "4"', true],
    ['"3",W/"4"', true],
    ['*', true],
    ['"3"', false],
    ['4', false],
    ['', false],
    ['"44"', false],
    ['W/"p4"', false],
  ])('knows "4" in If-None-Match: %s is %s', (header, known) => {
    expect(isKnown('"4"', header)).toBe(known)
  })

  it('knows no answer without a tag, whatever is asked', () => {
    expect(isKnown(undefined, '*')).toBe(false)
  })
})
