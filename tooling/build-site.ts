// `npm run build:site`: the site as files in `apps/site/dist`, to be served by anything that serves files.
import { spawnSync } from 'node:child_process'
import { findBrokenAnchors } from './site/broken-anchors.ts'
import { referencePages, siteFolder, stagedFolder } from './site/folders.ts'
import { stagePages } from './site/stage-pages.ts'
import { writeReference } from './site/write-reference.ts'
import { workspaceRoot } from './workspace.ts'

if (!writeReference()) process.exit(1)
const { pages, sources } = stagePages(workspaceRoot, stagedFolder, referencePages)
const broken = findBrokenAnchors(stagedFolder)
for (const finding of broken) console.error(finding)
const { status } = spawnSync('vitepress', ['build'], { cwd: siteFolder, stdio: 'inherit' }) // a dead link fails it
if (status !== 0 || broken.length > 0) process.exit(status || 1)
console.log(`${pages} pages, the API reference and ${sources} sources in apps/site/dist`)
