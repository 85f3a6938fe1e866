import { embedded } from '@uno-ts/embedded'
import { afterAll } from 'vitest'
import { describeVectorIndex } from '../../test/describe-vector-index.ts'

const database = await embedded({ extensions: ['vector'] })
afterAll(() => database.close())

describeVectorIndex('the embedded database', () => Promise.resolve(database.pool))
