import { embedded } from '@uno-ts/embedded'
import { describeQueryService } from '@uno-ts/testing/conformance'
import { afterAll } from 'vitest'
import { openServices } from '../../../test/agreement/open-services.ts'

const database = await embedded({ extensions: ['vector'] })
afterAll(() => database.close())

describeQueryService('EnhancedQueryService on the embedded database', await openServices(database.pool), [
  'aggregate',
  'text',
  'vector',
  'graph',
  'hybrid',
])
