// `npm run site`: the site on a port of this machine, as new as the pages are.
import { watch } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vitepress'
import { siteFolder, stagedFolder, workspace } from './folders.ts'
import { stagePages } from './stage-pages.ts'

stagePages(workspace, stagedFolder)
const server = await createServer(siteFolder, { host: '127.0.0.1' })
await server.listen()
server.printUrls()

let pending: NodeJS.Timeout | undefined
watch(join(workspace, 'docs'), { recursive: true }, () => {
  clearTimeout(pending) // an editor writes a file in several steps
  pending = setTimeout(() => stagePages(workspace, stagedFolder), 100)
})
