import { describe, expect, it } from 'vitest'
import { CommandWindow } from './command-window.ts'

const free = { needs: [], claims: [] }

/** A task that runs until it is told to end, and notes both. */
function task(name: string, notes: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    end: resolve,
    run: async () => {
      notes.push(`${name} begins`)
      await promise
      notes.push(`${name} ends`)
    },
  }
}

describe('a window of commands', () => {
  it('runs no more at once than it has places', async () => {
    const window = new CommandWindow({ size: 2 })
    const notes: string[] = []
    const [a, b, c] = [task('a', notes), task('b', notes), task('c', notes)]
    await window.add(a.run, free)
    await window.add(b.run, free)
    const third = window.add(c.run, free)
    await new Promise((resolve) => setImmediate(resolve))
    expect(notes).toEqual(['a begins', 'b begins'])
    b.end()
    await third
    expect(notes).toEqual(['a begins', 'b begins', 'b ends', 'c begins'])
    a.end()
    c.end()
    await window.done()
    expect(notes).toHaveLength(6)
  })

  it('begins a task when those before it have given up what it needs', async () => {
    const window = new CommandWindow({ size: 8 })
    const notes: string[] = []
    const [a, b, c] = [task('a', notes), task('b', notes), task('c', notes)]
    await window.add(a.run, { needs: [], claims: ['mug'] })
    await window.add(b.run, { needs: ['mug', 'jug'], claims: ['jug'] })
    await window.add(c.run, { needs: ['jug'], claims: [] })
    expect(notes).toEqual(['a begins'])
    for (const { end } of [c, b, a]) end()
    await window.done()
    expect(notes).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  it('throws the first failure, and begins nothing after it', async () => {
    const window = new CommandWindow({ size: 8 })
    const notes: string[] = []
    await Promise.all([
      window.add(() => Promise.reject(new Error('first')), { needs: [], claims: ['mug'] }),
      window.add(task('never', notes).run, { needs: ['mug'], claims: [] }),
    ])
    await expect(window.done()).rejects.toThrow('first')
    await expect(window.add(task('never', notes).run, free)).rejects.toThrow('first')
    expect(notes).toEqual([])
  })
})
