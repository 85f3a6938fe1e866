import { join } from 'node:path'
import { workspaceRoot, type Member } from '../workspace.ts'
import { runToEnd } from './run-to-end.ts'

/**
 * Packs a built package as it would be published.
 *
 * @returns the tarball's path
 */
export async function packMember(member: Member, folder: string): Promise<string> {
  const { ok, output } = await runToEnd(join(workspaceRoot, member.folder), 'pnpm', [
    'pack',
    '--json',
    '--pack-destination',
    folder,
  ])
  if (!ok) throw new Error(`${member.manifest.name} cannot be packed: ${output}`)
  const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { filename: string }
  return filename
}
