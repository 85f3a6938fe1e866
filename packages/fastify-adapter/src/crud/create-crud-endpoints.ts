import type { RouteOptions } from 'fastify'
import {
  InvalidArgumentError,
  type ExecuteOptions,
  type ReadModelDefinition,
  type ReadModelOptions,
  type Schema,
} from '@uno-ts/types'
import { commandRoute } from '../command-route/command-route.ts'
import { answeringRoute } from '../query-route/answering-route.ts'
import { question } from '../query-route/question.ts'
import type { CrudCommands, CrudEndpointsOptions } from './crud-endpoints-options.ts'
import { filtersOf } from './filters.ts'
import { listSchema } from './list-schema.ts'
import { plainSchema } from './plain-schema.ts'
import { hitsSchema, pageSchema } from './result-schemas.ts'
import { searchSchema } from './search-schema.ts'

/**
 * Makes the routes of a read model from its definition: a list with filters, orders, cursors and `Link`, one row, a search
 * where there is an index, and a route for each command that makes, changes or removes a row. They are described in
 * OpenAPI, guarded and answered like routes made one by one; the tenant of the message is that of the rows.
 *
 * Only fields that are named can be filtered and sorted by, so that no caller asks for what has no index. A message type
 * of each read route, such as `ListProducts`, names it in the audit log and to a policy that is a function.
 *
 * @throws InvalidArgumentError when `maxLimit` is not 1 to 1,000
 * @throws ConfigurationError when a field to filter by has no column of single values
 * @example
 * ```ts
 * import { createCrudEndpoints } from '@uno-ts/fastify-adapter'
 * import type { QueryService, ReadModelDefinition, RowOf } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function productRoutes<Model extends ReadModelDefinition>(
 *   app: FastifyInstance,
 *   model: Model,
 *   queries: QueryService<RowOf<Model>>,
 * ): void {
 *   const routes = createCrudEndpoints(model, { url: '/products', queries, filters: ['country'], sorts: ['name'] })
 *   for (const route of routes) app.route(route) // GET /products?country=FR&sort=-name, GET /products/:code
 * }
 * ```
 */
export function createCrudEndpoints<Model extends ReadModelDefinition>(
  model: Model,
  options: CrudEndpointsOptions<Model>,
): readonly RouteOptions[] {
  const { url, queries, search, maxLimit = 100, commands } = options
  if (!Number.isInteger(maxLimit) || maxLimit < 1 || maxLimit > 1_000) {
    throw new InvalidArgumentError(`expected maxLimit to be 1 to 1,000, found ${maxLimit}`)
  }
  const indexed = [...new Set(model.indexes.flatMap(({ columns: [first] }) => first ?? []))]
  const filters = filtersOf(model, options.filters ?? indexed.filter((field) => isSingle(model, field)))
  const sorts = options.sorts ?? options.filters ?? indexed
  const { tags, projections, maxWaitMs, whenBehind, cacheControl, policy } = options
  const common = { tags, projections, maxWaitMs, whenBehind, cacheControl, policy }
  const noun = wordsOf(model.name)
  const one = `${url}/:${model.key}`

  const list = question(`List${noun}`, listSchema({ filters, sorts, maxLimit }), pageSchema(model))
  const get = question(`Get${noun}Row`, keySchema(model.key), model.schema)
  const routes = [
    answeringRoute(
      list,
      { ...common, url, summary: `A page of ${model.name}.` },
      ({ data }, execution) => queries.paginate(data as never, readOptions(execution)), // the schema's own output
    ),
    answeringRoute(
      get,
      { ...common, url: one, summary: `One row of ${model.name}.` },
      ({ data }, execution) =>
        queries.getById((data as Readonly<Record<string, string>>)[model.key] ?? '', readOptions(execution)),
    ),
  ]
  if (search !== undefined) {
    const { index, ...always } = search
    const find = question(`Search${noun}`, searchSchema(filters, maxLimit), hitsSchema(model))
    const found = { ...common, url: `${url}/search`, summary: `Rows of ${model.name} by their words.` }
    routes.push(
      answeringRoute(find, found, ({ data }, execution) =>
        index.search({ ...always, ...(data as { readonly text: string }) }, readOptions(execution)),
      ),
    )
  }
  return [...routes, ...(commands === undefined ? [] : commandRoutes(commands, { url, one, tags, policy }))]
}

function commandRoutes(
  { create, update, remove, policy: own }: CrudCommands,
  {
    url,
    one,
    tags,
    policy,
  }: { readonly url: string; readonly one: string } & Pick<
    CrudEndpointsOptions<ReadModelDefinition>,
    'tags' | 'policy'
  >,
): readonly RouteOptions[] {
  const common = { tags, policy: own ?? policy }
  return [
    ...(create === undefined ? [] : [commandRoute(create, { ...common, url, status: 201 })]),
    ...(update === undefined ? [] : [commandRoute(update, { ...common, url: one, method: 'PUT' })]),
    ...(remove === undefined ? [] : [commandRoute(remove, { ...common, url: one, method: 'DELETE' })]),
  ]
}

function keySchema(key: string): Schema {
  const schema = {
    type: 'object',
    properties: { [key]: { type: 'string', minLength: 1, maxLength: 1_000 } },
    required: [key],
    additionalProperties: false,
  }
  return plainSchema(schema, (fields) => {
    const other = Object.keys(fields).find((field) => field !== key)
    if (other !== undefined) return { issues: [{ path: [other], message: 'expected no such parameter' }] }
    const value = fields[key]
    const fits = typeof value === 'string' && value.length > 0 && value.length <= 1_000
    return fits ? { value: fields } : { issues: [{ path: [key], message: 'expected 1 to 1,000 characters' }] }
  })
}

function readOptions({ metadata, signal }: ExecuteOptions): ReadModelOptions {
  return { tenant: metadata?.tenant, signal }
}

function isSingle(model: ReadModelDefinition, field: string): boolean {
  const type = model.columns[field]?.type ?? 'text'
  return type !== 'json' && type !== 'text[]'
}

/** `ProductFigures` for `product_figures`. */
function wordsOf(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
