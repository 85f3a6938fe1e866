// `npm run build:site`: the site as files in `apps/site/dist`, to be served by anything that serves files.
import { build } from 'vitepress'
import { siteFolder, stagedFolder, workspace } from './folders.ts'
import { stagePages } from './stage-pages.ts'

const { pages, sources } = stagePages(workspace, stagedFolder)
await build(siteFolder) // a link that leads nowhere fails it
console.log(`${pages} pages and ${sources} sources in apps/site/dist`)
