import { embedded } from '@uno-ts/embedded'
import { afterAll } from 'vitest'
import { describeSameAnswers } from '../../test/answers/describe-same-answers.ts'

const opened = new AsyncDisposableStack()
afterAll(() => opened.disposeAsync())

describeSameAnswers(
  'the embedded database',
  async () => {
    const database = await embedded()
    opened.defer(() => database.close())
    return database.pool
  },
  { runs: 12 },
)
