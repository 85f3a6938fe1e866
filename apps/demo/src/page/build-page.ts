import { fileURLToPath } from 'node:url'

/** A file of the page as it is served. */
export interface PageFile {
  /** Below the root: `index.html`, `assets/index-DdF3.js`. */
  readonly name: string
  readonly content: string | Uint8Array
}

const root = fileURLToPath(new URL('../../page/', import.meta.url))

/** Builds the page from its sources, in memory: nothing is written, so nothing can be out of date. */
export async function buildPage(): Promise<readonly PageFile[]> {
  const { build } = await import('vite')
  const built = await build({
    root,
    base: '/',
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    build: { write: false, assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false },
  })
  if (!('output' in built)) throw new TypeError('expected one build of the page')
  return built.output.map((file) => ({
    name: file.fileName,
    content: file.type === 'chunk' ? file.code : file.source,
  }))
}
