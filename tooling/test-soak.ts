// `npm run test:soak -- [--short | --seconds N] [files]`: the tests that look for what only time shows, N seconds each, one
// after the other.
import { parseArgs } from 'node:util'
import { runProject } from './run-project.ts'

const fullSeconds = '600'
const shortSeconds = '10'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, seconds: { type: 'string' } },
})

// Each soak test reads how long it may run.
process.env['SOAK_SECONDS'] = values.seconds ?? (values.short ? shortSeconds : fullSeconds)
await runProject('soak', positionals)
