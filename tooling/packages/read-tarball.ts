import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One file of a tarball. */
export interface PackedFile {
  /** Below `package/`, as npm packs it. */
  readonly path: string
  readonly bytes: Buffer
}

/** Reads the files of a gzipped tarball. */
export function* readTarball(path: string): Generator<PackedFile> {
  const archive = gunzipSync(readFileSync(path))
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0;) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 136), 8)
    yield { path: name, bytes: archive.subarray(at + 512, at + 512 + size) }
    at += 512 + Math.ceil(size / 512) * 512
  }
}
