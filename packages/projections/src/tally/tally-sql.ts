import type { EventSqlSource, GlobalPosition, SqlStatement, TenantId } from '@uno-ts/types'
import { tenantColumnOf, type RowTable } from '../table/row-table.ts'
import { fieldsOf } from './event-path.ts'
import { amountOf } from './tally-amount.ts'
import type { EventPath, TallyAmount, TallyForm, TallySum } from './tally.ts'
import { upsertText } from './upsert-text.ts'

/** Which events are added up. */
export interface TallyRange {
  readonly tenant: TenantId
  readonly after: GlobalPosition
  readonly upTo: GlobalPosition
}

type Columns = EventSqlSource['columns']

/** A column of the tally: what is taken from an event, if anything, and how it adds up under that name. */
interface SqlColumn {
  readonly taken?: string
  readonly added: (name: string) => string
}

/** Compiles a tally to the statements that do inside the database what `handleBatch` does with events that were read. */
export class TallySql {
  readonly #form: TallyForm & { readonly table: RowTable }
  readonly #source: EventSqlSource

  constructor(form: TallyForm & { readonly table: RowTable }, source: EventSqlSource) {
    this.#form = form
    this.#source = source
  }

  /** Adds up the events of one page; answers how many there were (`events`) and where the last one stands (`position`). */
  page(range: TallyRange, limit: number): SqlStatement {
    const { globalPosition } = this.#source.columns
    const { insert, onConflict } = upsertText(this.#form)
    return {
      text: `with page as materialized (
          select ${['position', ...this.#values()].join(', ')}
          from (${this.#read([`${globalPosition} as position`])} and ${globalPosition} > $4::bigint order by ${globalPosition} limit $5) event
        ), written as (
          ${insert} ${this.#added('page')} ${onConflict}
        )
        select count(*)::int as events, max(position)::text as position from page`,
      values: [...this.#parameters(range), range.after.toString(), limit],
    }
  }

  /** Adds up all events up to a position, into rows that are not there yet. One bound: of two a planner expects few rows. */
  whole(range: Omit<TallyRange, 'after'>): SqlStatement {
    // An offset keeps what is read apart from what is made of it: each field is looked up in the JSON once an event.
    const events = `(${this.#read([])} offset 0) event`
    // Another one keeps the JSON out of what is grouped: rows that wide are sorted on disk instead of hashed.
    const values = `(select ${this.#values().join(', ')} from ${events} offset 0) page`
    return {
      text: `${upsertText(this.#form).insert} ${this.#added(values)}`,
      values: this.#parameters(range),
    }
  }

  #parameters({ tenant, upTo }: Omit<TallyRange, 'after'>): unknown[] {
    return [tenant, this.#form.eventTypes, upTo.toString()]
  }

  /** What is looked up in the events. */
  #read(others: readonly string[]): string {
    const { relation, columns } = this.#source
    const keys = Object.values(this.#form.key).map(
      (path, index) => `${textSql(path, columns)} as text_${index + 1}`,
    )
    const read = [...others, ...keys, ...this.#amounts(), `${columns.data} as data`]
    return `select ${read.join(', ')} from ${relation}
      where ${columns.tenant} = $1::text and ${columns.type} = any($2::text[])
        and ${columns.globalPosition} <= $3::bigint`
  }

  #amounts(): readonly string[] {
    return this.#columns().flatMap(({ taken }, index) =>
      taken === undefined ? [] : [`${taken} as value_${index + 1}`],
    )
  }

  /** What is made of it: keys, and the amounts as they are. */
  #values(): readonly string[] {
    return [
      ...Object.values(this.#form.key).map(
        (path, index) => `${keySql(path, `text_${index + 1}`)} as key_${index + 1}`,
      ),
      ...this.#columns().flatMap(({ taken }, index) => (taken === undefined ? [] : [`value_${index + 1}`])),
    ]
  }

  #added(from: string): string {
    const keys = Object.keys(this.#form.key).map((_, index) => `key_${index + 1}`)
    const columns = this.#columns().map(({ added }, index) => added(`value_${index + 1}`))
    const tenant = tenantColumnOf(this.#form.table) === undefined ? [] : ['$1::text']
    const selected = `select ${[...tenant, ...keys, ...columns].join(', ')} from ${from}`
    if (keys.length === 0) return `${selected} having count(*) > 0`
    return `${selected} where ${keys.map((key) => `${key} is not null`).join(' and ')}
      group by ${keys.join(', ')} order by ${keys.map((key) => `${key} collate "C"`).join(', ')}`
  }

  #columns(): readonly SqlColumn[] {
    const { sums, min = {}, max = {} } = this.#form
    const { columns } = this.#source
    return [
      ...Object.values(sums).map((sum) => sumSql(sum, columns)),
      ...Object.values(min).map((path) => ({
        taken: wholeSql(path, columns),
        added: (name: string) => `min(${name})`,
      })),
      ...Object.values(max).map((path) => ({
        taken: wholeSql(path, columns),
        added: (name: string) => `max(${name})`,
      })),
    ]
  }
}

function sumSql(sum: TallySum, columns: Columns): SqlColumn {
  if (typeof sum === 'number') return { added: () => `(${sum} * count(*))::bigint` }
  const added = (name: string) => `coalesce(sum(${name}), 0)::bigint`
  if (typeof sum !== 'object') return { taken: amountSql(sum, columns), added }
  const cases = Object.entries<TallyAmount | undefined>(sum).map(([type, amount]) =>
    amount === undefined ? '' : ` when ${literal(type)} then ${amountSql(amount, columns)}`,
  )
  const all = cases.join('')
  return { taken: all === '' ? '0::bigint' : `case ${columns.type}${all} end`, added }
}

function amountSql(written: TallyAmount, columns: Columns): string {
  const amount = amountOf(written)
  if (amount === undefined) return 'null::bigint' // refused by the definition
  if ('fixed' in amount) return `(${amount.fixed})::bigint`
  return amount.taken ? `-${wholeSql(amount.path, columns)}` : wholeSql(amount.path, columns)
}

function wholeSql(path: EventPath, columns: Columns): string {
  return `(${textSql(path, columns)})::bigint`
}

/** A key: objects and lists are none. Their text begins with a bracket, so that others are not looked up once more. */
function keySql(path: EventPath, text: string): string {
  if (path === 'streamId' || path === 'type') return text
  return `case when (starts_with(${text}, '{') or starts_with(${text}, '['))
      and json_typeof((data #> ${fieldList(path)})::json) in ('object', 'array')
    then null else ${text} end`
}

function textSql(path: EventPath, { data, streamId, type }: Columns): string {
  if (path === 'streamId') return streamId
  if (path === 'type') return type
  const [field = '', ...deeper] = fieldsOf(path)
  return deeper.length === 0 ? `${data} ->> ${literal(field)}` : `${data} #>> ${fieldList(path)}`
}

function fieldList(path: EventPath): string {
  return `array[${fieldsOf(path).map(literal).join(', ')}]`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
