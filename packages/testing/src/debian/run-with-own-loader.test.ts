import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runProgram } from '../server/run-program.ts'
import { runWithOwnLoader } from './run-with-own-loader.ts'

const folder = mkdtempSync(join(tmpdir(), 'uno-ts-loader-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('starts a program by the loader that was unpacked with it, under its own name, wherever it was moved', async () => {
  const root = join(folder, 'unpacked here')
  const libraries = join(root, 'usr/lib/some-linux-gnu')
  const programs = join(root, 'usr/lib/thing/bin')
  for (const dir of [libraries, programs]) mkdirSync(dir, { recursive: true })
  const loader = join(libraries, 'ld-linux-some.so.2')
  writeFileSync(loader, '#!/bin/sh\nprintf "%s\\n" "$@"\n')
  chmodSync(loader, 0o755)
  writeFileSync(join(programs, 'thing'), 'not a script')
  runWithOwnLoader(root, 'usr/lib/thing/bin/thing')
  const moved = join(folder, 'moved')
  renameSync(root, moved)
  const thing = join(moved, 'usr/lib/thing/bin/thing')
  const { ok, stdout } = await runProgram(thing, ['-V', 'a b'])
  expect(ok).toBe(true)
  expect(stdout.split('\n').slice(2, 7)).toEqual(['--argv0', thing, `${thing}.elf`, '-V', 'a b'])
  expect(stdout).toMatch(/^--library-path\n.*\/usr\/lib\/some-linux-gnu\n/)
})
