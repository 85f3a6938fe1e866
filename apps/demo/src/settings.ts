import { join, resolve } from 'node:path'

/** Where the shop keeps its data and where it listens. */
export interface Settings {
  readonly port: number
  readonly database: DatabasePlace
  /** Wakes other processes over Redis; without it PostgreSQL does, or nobody has to. */
  readonly redisUrl: string | undefined
  /** Whether traces and metrics are sent to an OpenTelemetry collector. */
  readonly exportsTelemetry: boolean
}

/** Which database, in the order of preference. */
export type DatabasePlace =
  | { readonly kind: 'server'; readonly url: string }
  /** The PostgreSQL of npm; without a folder its data is thrown away at the end. */
  | { readonly kind: 'native'; readonly folder: string | undefined }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'memory' }

/** A setting that cannot be used; the message is for the person who made it. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/**
 * Reads the settings from the environment: `PORT` (3000), `DATABASE_URL`, `REDIS_URL`, `DATA_DIR`,
 * `OTEL_EXPORTER_OTLP_ENDPOINT`. Relative folders are those of the folder where the command was typed.
 *
 * @throws SettingError when one of them makes no sense
 */
export function readSettings(env: NodeJS.ProcessEnv, { native }: { readonly native: boolean }): Settings {
  return {
    port: portOf(env['PORT']),
    database: placeOf(env, native),
    redisUrl: redisUrlOf(env['REDIS_URL']),
    exportsTelemetry: Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT']),
  }
}

/** A path as the person who typed it means it. */
export function typedPath(path: string, env: NodeJS.ProcessEnv): string {
  return resolve(env['INIT_CWD'] ?? process.cwd(), path)
}

function placeOf(env: NodeJS.ProcessEnv, native: boolean): DatabasePlace {
  const url = env['DATABASE_URL']
  const dataDir = env['DATA_DIR']
  if (url && native)
    throw new SettingError('DATABASE_URL and --native exclude each other: each names a database')
  if (url) return { kind: 'server', url: postgresUrl(url) }
  const folder = dataDir ? typedPath(dataDir, env) : undefined
  if (native) return { kind: 'native', folder: folder && join(folder, 'native') }
  return folder === undefined ? { kind: 'memory' } : { kind: 'folder', folder: join(folder, 'embedded') }
}

function postgresUrl(url: string): string {
  if (/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) return url
  throw new SettingError('DATABASE_URL: expected postgres://user:password@host:port/database')
}

function redisUrlOf(url: string | undefined): string | undefined {
  if (!url) return undefined
  if (/^rediss?:$/.test(URL.parse(url)?.protocol ?? '')) return url
  throw new SettingError('REDIS_URL: expected redis://host:port')
}

function portOf(text: string | undefined): number {
  if (!text) return 3000
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 0 && port <= 65_535) return port
  throw new SettingError(
    `PORT: expected a number from 0 to 65535, found ${JSON.stringify(text.slice(0, 40))}`,
  )
}
