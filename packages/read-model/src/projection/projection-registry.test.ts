import { InMemoryProjectionRepository, InMemoryProjectorConfigurationRepository } from '@uno-ts/testing'
import { describeProjectionRegistry } from '../../test/describe-projection-registry.ts'

describeProjectionRegistry('the memory', async () => ({
  projections: new InMemoryProjectionRepository(),
  configurations: new InMemoryProjectorConfigurationRepository(),
}))
