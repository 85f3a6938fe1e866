import { describeQueryRepository } from '../conformance.ts'
import { InMemoryQueryRepository } from './in-memory-query-repository.ts'

describeQueryRepository('InMemoryQueryRepository', async () => ({
  repository: new InMemoryQueryRepository(),
  dispose: () => undefined,
}))
