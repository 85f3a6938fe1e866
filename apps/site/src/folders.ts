import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this application, which VitePress works in. */
export const siteFolder: string = dirname(dirname(fileURLToPath(import.meta.url)))

/** Where the pages are put together before they are built. */
export const stagedFolder: string = join(siteFolder, 'staged')

/** The repository whose pages are shown. */
export const workspace: string = dirname(dirname(siteFolder))
