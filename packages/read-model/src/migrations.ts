export { readModelMigrations } from './table/read-model-migrations.ts'
