import { embedded } from '@uno-ts/embedded'
import { describeArchive } from '../../test/describe-archive.ts'

describeArchive('the embedded database', async () => {
  const database = await embedded()
  return { pool: database.pool, close: () => database.close() }
})
