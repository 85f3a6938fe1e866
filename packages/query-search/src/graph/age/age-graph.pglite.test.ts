import { embedded } from '@uno-ts/embedded'
import { afterAll } from 'vitest'
import { describeCypher } from '../../../test/cypher-cases.ts'
import { describeGraph } from '../../../test/graph-cases.ts'
import { openAgeGraph } from '../../../test/open-age-graph.ts'
import { openSqlGraph } from '../../../test/open-sql-graph.ts'

const database = await embedded({ extensions: ['age'] })
const stays = (): Promise<void> => Promise.resolve()
const age = await openAgeGraph(database.pool, stays)
afterAll(() => database.close())

describeGraph('AGE in the embedded database', () => Promise.resolve(age), 10)
describeGraph('the embedded database', () => openSqlGraph(database.pool, stays), 10)
describeCypher('the embedded database', age)
