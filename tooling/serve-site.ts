// `npm run site`: the site on a port of this machine, as new as the pages are.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { referencePages, siteFolder, stagedFolder } from './site/folders.ts'
import { stagePages } from './site/stage-pages.ts'
import { writeReference } from './site/write-reference.ts'
import { workspaceRoot } from './workspace.ts'

writeReference() // what it finds wrong stops nobody from reading
stagePages(workspaceRoot, stagedFolder, referencePages)
const server = spawn('vitepress', ['dev', '--host', '127.0.0.1'], { cwd: siteFolder, stdio: 'inherit' })
server.once('exit', (status) => process.exit(status ?? 0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.kill(signal))

let pending: ReturnType<typeof setTimeout> | undefined
watch(join(workspaceRoot, 'docs'), { recursive: true }, () => {
  clearTimeout(pending) // an editor writes a file in several steps
  pending = setTimeout(() => stagePages(workspaceRoot, stagedFolder, referencePages), 100)
})
