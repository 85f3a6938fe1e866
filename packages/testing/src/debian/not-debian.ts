import { findOnPath } from '../server/find-on-path.ts'

/** Why packages cannot be unpacked on this machine, or `undefined` when they can. */
export function notDebian(): string | undefined {
  const there = ['apt-get', 'dpkg'].every((tool) => findOnPath(tool, process.env['PATH']) !== undefined)
  return there ? undefined : 'this is not a Debian or Ubuntu machine'
}
