import { join } from 'node:path'
import { workspaceRoot } from '../workspace.ts'

/** The application that VitePress works in. */
export const siteFolder: string = join(workspaceRoot, 'apps', 'site')

/** Where the pages are put together before they are built. */
export const stagedFolder: string = join(siteFolder, 'staged')

/** The application that writes the API reference. */
export const referenceFolder: string = join(workspaceRoot, 'apps', 'reference')

/** Where it writes it. */
export const referencePages: string = join(referenceFolder, 'dist')
