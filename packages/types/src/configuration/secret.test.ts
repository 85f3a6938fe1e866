import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from './secret.ts'

describe('a secret', () => {
  const secret = new Secret('swordfish')

  it('is shown to nobody by accident', () => {
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 9 }),
      Object.keys(secret).join(),
    ]
    expect(shown.join(' ')).not.toContain('swordfish')
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}')
  })

  it('is told to who asks', () => expect(secret.reveal()).toBe('swordfish'))
})
