import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { lackingExtensions } from './lacking-extensions.ts'

const root = mkdtempSync(join(tmpdir(), 'uno-ts-extensions-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it.each([
  ['its own prefix', 'pgsql/bin', 'pgsql/share/extension'],
  ['a prefix that is shared', 'local/bin', 'local/share/postgresql/extension'],
  ["Debian's folders", 'usr/lib/postgresql/17/bin', 'usr/share/postgresql/17/extension'],
])('finds the extensions of an installation in %s', (_, programs, extensions) => {
  const folder = join(root, programs)
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(root, extensions), { recursive: true })
  writeFileSync(join(root, extensions, 'vector.control'), '')
  expect(lackingExtensions({ folder, major: 17 }, ['vector', 'age'])).toEqual(['age'])
})
