// `npm run test:browser -- [files]`: the demo's page in Chromium, which is found or installed first.
import { findChromium } from './browser/find-chromium.ts'
import { runProject } from './run-project.ts'

process.env['CHROMIUM_BIN'] = findChromium()
await runProject('browser', process.argv.slice(2))
