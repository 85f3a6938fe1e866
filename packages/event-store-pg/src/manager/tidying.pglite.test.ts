import { embedded } from '@uno-ts/embedded'
import { describeTidying } from '../../test/describe-tidying.ts'

describeTidying('the embedded database', async () => {
  const database = await embedded()
  return { pool: database.pool, close: () => database.close() }
})
