import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readTarball } from './read-tarball.ts'

/** A registry on the loopback interface that holds packed packages and nothing else. */
export interface LocalRegistry {
  /** What npm is told: `@uno-ts:registry=<url>`. */
  readonly url: string
  /** Ends it, and what is still being fetched from it. */
  close(): Promise<void>
}

interface PackedManifest {
  readonly name: string
  readonly version: string
}

/**
 * Serves tarballs as npm's registry would, so that a project installs them by name and version.
 *
 * Each registry has an address of its own: npm keeps what it was once told of an address.
 */
export async function serveTarballs(tarballs: readonly string[]): Promise<LocalRegistry> {
  const address = `/${randomUUID()}/`
  const packed = new Map(tarballs.map((path) => [manifestOf(path).name, path]))

  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(url).slice(address.length)
    const name = path.replace(/\.tgz$/, '')
    const tarball = url.startsWith(address) ? packed.get(name) : undefined
    if (tarball === undefined) return void response.writeHead(404).end('{}')
    if (path.endsWith('.tgz')) return void response.end(readFileSync(tarball))
    sendDescription(response, tarball, `http://${addressOf(server)}${address}${name}.tgz`)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))

  return {
    url: `http://${addressOf(server)}${address}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

function addressOf(server: { address(): unknown }): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on TCP
}

function sendDescription(response: ServerResponse, path: string, tarball: string): void {
  const manifest = manifestOf(path)
  const integrity = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`
  const version = { ...manifest, dist: { tarball, integrity } }
  response.setHeader('content-type', 'application/json')
  response.end(
    JSON.stringify({
      name: manifest.name,
      'dist-tags': { latest: manifest.version },
      versions: { [manifest.version]: version },
    }),
  )
}

function manifestOf(tarball: string): PackedManifest {
  for (const { path, bytes } of readTarball(tarball)) {
    if (path === 'package/package.json') return JSON.parse(bytes.toString('utf8')) as PackedManifest // npm's
  }
  throw new Error(`${tarball} has no package.json`)
}
