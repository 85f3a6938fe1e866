// `npm run build:site`: the site as files in `apps/site/dist`, to be served by anything that serves files.
import { spawnSync } from 'node:child_process'
import { siteFolder, stagedFolder } from './site/folders.ts'
import { stagePages } from './site/stage-pages.ts'
import { workspaceRoot } from './workspace.ts'

const { pages, sources } = stagePages(workspaceRoot, stagedFolder)
const { status } = spawnSync('vitepress', ['build'], { cwd: siteFolder, stdio: 'inherit' }) // a dead link fails it
if (status !== 0) process.exit(status ?? 1)
console.log(`${pages} pages and ${sources} sources in apps/site/dist`)
