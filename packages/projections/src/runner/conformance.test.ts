import { describeProjections } from '@uno-ts/testing/conformance'
import { inMemorySubject } from '../../test/projections-subject.ts'

describeProjections('ProjectionRunner in memory', async () => inMemorySubject(), ['several-runners'])
