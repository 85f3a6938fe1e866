import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buildPage } from './build-page.ts'

const limitBytes = 60 * 1024

describe('the page as it is built', () => {
  it('has at most 60 kB of script, compressed, and none in its document', async () => {
    const files = await buildPage()
    const scripts = files.filter(({ name }) => name.endsWith('.js'))
    const bytes = scripts.reduce((sum, { content }) => sum + gzipSync(content).length, 0)
    expect(scripts).not.toEqual([])
    expect(bytes).toBeLessThanOrEqual(limitBytes)
    const document = String(files.find(({ name }) => name === 'index.html')?.content)
    expect(document).toContain('<title>')
    expect(document).not.toMatch(/<script(?![^>]* src=)/)
  })
})
