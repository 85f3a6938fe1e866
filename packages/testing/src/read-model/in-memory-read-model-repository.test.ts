import { describeReadModelRepository, productModel, type Product } from '../conformance.ts'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryReadModelRepository } from './in-memory-read-model-repository.ts'

describeReadModelRepository(
  'InMemoryReadModelRepository',
  async () => ({
    repository: new InMemoryReadModelRepository<Product>({ model: productModel }),
    async begin() {
      const handle = new InMemoryTransaction()
      return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
    },
    dispose: () => undefined,
  }),
  ['transactions'],
)
