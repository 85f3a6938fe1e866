import { InMemoryEventStore } from '@uno-ts/testing'
import { describeVersioning } from '../../test/describe-versioning.ts'

describeVersioning('old events in memory', async (codec) => new InMemoryEventStore({ codec }))
