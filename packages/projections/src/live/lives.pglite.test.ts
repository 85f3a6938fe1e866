import { embedded } from '@uno-ts/embedded'
import { describeLives } from '../../test/lives/describe-lives.ts'

describeLives(
  'the embedded database',
  async () => {
    const database = await embedded()
    return { pool: database.pool, close: () => database.close() }
  },
  { numRuns: 6 },
)
