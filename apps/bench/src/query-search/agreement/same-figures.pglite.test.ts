import { embedded } from '@uno-ts/embedded'
import { afterAll } from 'vitest'
import { describeSameFigures } from '../../../test/agreement/describe-same-figures.ts'

const opened = new AsyncDisposableStack()
afterAll(() => opened.disposeAsync())

describeSameFigures('the embedded database', async () => {
  const database = await embedded()
  opened.defer(() => database.close())
  return database.pool
})
