import { ConfigurationError, type ReadModelDefinition } from '@uno-ts/types'
import { sqlType } from '../column/sql-type.ts'
import { checkColumnName, checkTableName } from '../table/identifier.ts'
import { schemaFields } from '../table/schema-fields.ts'
import { isSystemColumn } from '../table/system-columns.ts'

/** @throws ConfigurationError that names the part of the definition that is wrong and what was expected */
export function checkDefinition(model: ReadModelDefinition): void {
  checkTableName(model.name)
  checkColumns(model)
  checkKey(model)
  checkIndexes(model)
  checkSearch(model)
}

function checkColumns(model: ReadModelDefinition): void {
  const fields = schemaFields(model.schema)
  const seen = new Map<string, string>()
  for (const [field, { type }] of Object.entries(model.columns)) {
    const path = `columns.${field}`
    checkColumnName(model.name, field)
    if (isSystemColumn(field))
      refuse(model, path, `"${field}" is a column of every read model: rename the field`)
    if (!Object.hasOwn(sqlType, type)) {
      refuse(model, path, `expected one of the types ${Object.keys(sqlType).join(', ')}`)
    }
    if (fields?.has(field) === false) refuse(model, path, `"${field}" is no field of the schema`)
    const twin = seen.get(field.toLowerCase())
    if (twin !== undefined) refuse(model, path, `"${twin}" and "${field}" differ in case only`)
    seen.set(field.toLowerCase(), field)
  }
}

function checkKey(model: ReadModelDefinition): void {
  const { type, nullable = false } = model.columns[model.key] ?? { type: 'text' }
  if (type !== 'text' || nullable) refuse(model, 'key', `"${model.key}" must be a text that is never null`)
}

function checkIndexes(model: ReadModelDefinition): void {
  for (const [position, { columns, unique = false }] of model.indexes.entries()) {
    const path = `indexes.${position}`
    if (columns.length === 0) refuse(model, path, 'an index has at least one column')
    if (new Set(columns).size !== columns.length) refuse(model, path, 'an index names a column once')
    for (const field of columns) {
      const column = model.columns[field]
      if (column === undefined) return refuse(model, path, `"${field}" has no column`)
      const holdsMany = column.type === 'json' || column.type === 'text[]'
      if (holdsMany && (unique || columns.length > 1)) {
        refuse(model, path, `"${field}" is ${column.type}: it is indexed alone and not unique`)
      }
    }
  }
}

function checkSearch(model: ReadModelDefinition): void {
  if (model.search === undefined) return
  const { language, languages, fields } = model.search
  checkLanguage(model, 'search.language', language)
  if (languages !== undefined) {
    checkSearched(model, 'search.languages', languages.field)
    for (const configuration of Object.values(languages.configurations)) {
      checkLanguage(model, 'search.languages', configuration)
    }
  }
  if (fields.length === 0) refuse(model, 'search.fields', 'search reads at least one field')
  for (const { field } of fields) checkSearched(model, 'search.fields', field)
}

function checkLanguage(model: ReadModelDefinition, path: string, configuration: string): void {
  if (/^[a-z][a-z0-9_]*$/.test(configuration)) return
  refuse(model, path, `expected a text search configuration such as "english"`)
}

function checkSearched(model: ReadModelDefinition, path: string, field: string): void {
  const column = model.columns[field]
  if (column === undefined && schemaFields(model.schema)?.has(field) === false) {
    refuse(model, path, `"${field}" is no field of the schema`)
  }
  if (column !== undefined && column.type !== 'text' && column.type !== 'json') {
    refuse(model, path, `"${field}" is ${column.type}: search reads text and json`)
  }
}

function refuse(model: ReadModelDefinition, path: string, problem: string): never {
  throw new ConfigurationError(`read model ${model.name}, ${path}: ${problem}`, {
    path: `${model.name}.${path}`,
  })
}
