import { describeTidying } from '../../test/describe-tidying.ts'
import { openStore } from '../../test/open-store.ts'

describeTidying('a native server', async () => {
  const { pool, close } = await openStore()
  return { pool, close }
})
