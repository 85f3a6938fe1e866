import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import type { MigrationContext, MigrationSet } from '@uno-ts/types'
import type { AppendContender } from '../append/append-contender.ts'
import { unoTsWith } from './uno-ts.ts'

const floorLock = /\n *v_done := pg_advisory_xact_lock_shared\(\s*\S+floor_tag\(\)[^;]+;/

/**
 * The event store with a transaction for each append, on functions that take no floor: the store's own migrations with
 * the lock taken out. Its readers may miss events; nothing in the store switches the floor off.
 */
export const withoutFloor: AppendContender = unoTsWith({
  name: 'uno-ts, floor off',
  groupLanes: Number.POSITIVE_INFINITY,
  migrations: floorless(eventStoreMigrations),
})

/** @throws RangeError when the functions that append are no longer written as this file knows them */
function floorless(migrations: MigrationSet): MigrationSet {
  const steps = migrations.steps.map((step) => ({
    name: step.name,
    statements: (context: MigrationContext) =>
      step.statements(context).map((statement) => statement.replace(floorLock, '')),
  }))
  const changed = steps.filter((step, index) => {
    const context = { schema: 'uno' }
    return step.statements(context).join() !== migrations.steps[index]?.statements(context).join()
  })
  if (changed.length !== 3) {
    throw new RangeError(`expected 3 steps whose functions take a floor, found ${changed.length}`)
  }
  return { ...migrations, steps }
}
