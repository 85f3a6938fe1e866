import { projectionId, streamId } from '@uno-ts/types'
import { openShop } from './open-shop.ts'
import { someSales } from './sales.ts'

await using shop = await openShop()
const { eventStore, runner, pool } = shop
runner.onChange(({ projectionId, keys }) => console.log('changed:', projectionId, keys))

await eventStore.append(streamId('sales', '2026-11'), someSales, { expectedVersion: 'no-stream' })
await runner.caughtUp() // all that was appended before is in the rows
await show()

// Rows are disposable, events are not: here the table goes wrong, and is made anew from the first event.
await pool.query('update units_by_product set units = 99')
await runner.rebuild(projectionId('units-by-product'))
await runner.caughtUp()
await show()

async function show(): Promise<void> {
  console.table((await pool.query('select sku, units from units_by_product order by sku')).rows)
  console.table((await pool.query('select customer, last_sku, returns from customers order by 1')).rows)
}
