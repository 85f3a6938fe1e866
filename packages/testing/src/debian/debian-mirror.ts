import { existsSync, readFileSync } from 'node:fs'

const sourceFiles = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list']

/** Where this machine gets its Debian packages from, else where everybody does. */
export function debianMirror(): string {
  for (const file of sourceFiles.filter((name) => existsSync(name))) {
    const [, mirror] =
      /^(?:URIs:|deb(?: \[.*?\])?) +(https?:\S*\/debian)\/?(?:\s|$)/m.exec(readFileSync(file, 'utf8')) ?? []
    if (mirror !== undefined) return mirror
  }
  return 'http://deb.debian.org/debian'
}
