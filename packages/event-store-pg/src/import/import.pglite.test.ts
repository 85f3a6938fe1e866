import { embedded } from '@uno-ts/embedded'
import { describeImport } from '../../test/describe-import.ts'

describeImport('the embedded database', async () => {
  const database = await embedded()
  return { pool: database.pool, copy: [false], close: () => database.close() }
})
