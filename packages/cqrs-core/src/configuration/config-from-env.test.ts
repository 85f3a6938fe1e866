import { inspect } from 'node:util'
import { ConfigurationError, Secret, type ConfigurationPart, type ConfigurationProblem } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configFromEnv } from './config-from-env.ts'
import { configFrom } from './config-from.ts'
import { cqrsConfiguration } from './cqrs-configuration.ts'
import { defineConfigurationPart } from './define-configuration-part.ts'
import { describeConfiguration } from './describe-configuration.ts'

const database = {
  name: 'database',
  settings: {
    url: {
      kind: 'text',
      summary: 'Where the database is.',
      pattern: '^postgres:',
      expected: 'a URL like postgres://host/database',
      secret: true,
      required: true,
      variable: 'DATABASE_URL',
    },
    poolSize: { kind: 'integer', summary: 'How many connections.', minimum: 1, maximum: 100, default: 10 },
    mode: { kind: 'text', summary: 'How.', oneOf: ['fast', 'safe'], default: 'safe' },
    prepare: { kind: 'flag', summary: 'Whether statements are prepared.' },
    cache: {
      kind: 'group',
      settings: {
        ttlMs: { kind: 'number', summary: 'How long.', minimum: 0, required: true },
        maxEntries: { kind: 'integer', summary: 'How many.', maximum: 1_000 },
      },
    },
  },
} as const satisfies ConfigurationPart

const parts = [database]
const url = 'postgres://ada:swordfish@localhost/shop'

/** The error that reading ends in. */
function errorOf(read: () => unknown): ConfigurationError {
  try {
    read()
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was wrong')
}
const problemsOf = (read: () => unknown): readonly ConfigurationProblem[] => errorOf(read).problems

describe('a configuration from the environment', () => {
  it('is made of texts, each read as what its setting is', () => {
    const config = configFromEnv(
      {
        HOME: '/root',
        DATABASE_URL: url,
        UNO_DATABASE_POOL_SIZE: '20',
        UNO_DATABASE_MODE: 'fast',
        UNO_DATABASE_PREPARE: 'false',
        UNO_DATABASE_CACHE_TTL_MS: '1.5',
      },
      { parts },
    )
    expect(config.database).toMatchObject({
      poolSize: 20,
      mode: 'fast',
      prepare: false,
      cache: { ttlMs: 1.5 },
    })
    expect(config.database.url.reveal()).toBe(url)
    expect(Object.isFrozen(config) && Object.isFrozen(config.database)).toBe(true)
  })

  it('has defaults where it says nothing, and no group of which nothing is said', () => {
    const config = configFromEnv({ DATABASE_URL: url, UNO_DATABASE_POOL_SIZE: '' }, { parts })
    expect(config.database).toEqual({
      url: new Secret(url),
      poolSize: 10,
      mode: 'safe',
      prepare: undefined,
    })
  })

  it('goes before what a file says', () => {
    const values = { database: { url, poolSize: 5, mode: 'fast' } }
    const config = configFromEnv({ UNO_DATABASE_POOL_SIZE: '7' }, { parts, values })
    expect(config.database).toMatchObject({ poolSize: 7, mode: 'fast' })
  })

  it('tells everything that is wrong, with path, variable, expectation and what was found', () => {
    const error = errorOf(() =>
      configFromEnv(
        {
          UNO_DATABASE_POOL_SIZE: 'many',
          UNO_DATABASE_MODE: 'fats',
          UNO_DATABASE_PREPARE: 'yes',
          UNO_DATABASE_CACHE_MAX_ENTRIES: '1001',
        },
        { parts },
      ),
    )
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', path: 'database.url' })
    expect(error.message.split('\n')).toEqual([
      '6 settings cannot be used:',
      '- database.url (DATABASE_URL): expected a URL like postgres://host/database, found nothing',
      '- database.poolSize (UNO_DATABASE_POOL_SIZE): expected an integer from 1 to 100, found "many"',
      '- database.mode (UNO_DATABASE_MODE): expected one of fast, safe, found "fats"',
      '- database.prepare (UNO_DATABASE_PREPARE): expected true or false, found "yes"',
      '- database.cache.ttlMs (UNO_DATABASE_CACHE_TTL_MS): expected a number of 0 or more, found nothing',
      '- database.cache.maxEntries (UNO_DATABASE_CACHE_MAX_ENTRIES): expected an integer of 1000 or less, found "1001"',
    ])
  })

  it('knows all variables that begin like its own', () => {
    const environment = { DATABASE_URL: url, UNO_DATABASE_POOLSIZE: '5', UNO_X: '1', OTHER: '1' }
    expect(problemsOf(() => configFromEnv(environment, { parts }))).toMatchObject([
      {
        path: 'UNO_DATABASE_POOLSIZE',
        expected: expect.stringContaining('UNO_DATABASE_POOL_SIZE') as string,
      },
      { path: 'UNO_X', expected: 'no variable of this name', found: 'a variable of another name' },
    ])
    expect(
      configFromEnv({ DATABASE_URL: url, SHOP_DATABASE_POOL_SIZE: '5' }, { parts, prefix: 'SHOP' }),
    ).toMatchObject({
      database: { poolSize: 5 },
    })
  })

  it.each([['1e3'], ['0x10'], ['5.5'], ['١'], ['9007199254740993'], [' ']])(
    'takes %j for no integer',
    (text) => {
      const environment = { DATABASE_URL: url, UNO_DATABASE_POOL_SIZE: text }
      expect(problemsOf(() => configFromEnv(environment, { parts }))).toHaveLength(1)
    },
  )
})

describe('a secret of a configuration', () => {
  it('is not shown when it is right', () => {
    const config = configFromEnv({ DATABASE_URL: url }, { parts })
    expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toContain(
      'swordfish',
    )
  })

  it('is not shown when it is wrong either', () => {
    const read = () => configFromEnv({ DATABASE_URL: 'mysql://ada:swordfish@localhost' }, { parts })
    const error = errorOf(read)
    expect(error.message).toBe(
      'database.url (DATABASE_URL): expected a URL like postgres://host/database, found a secret that is not',
    )
    expect(inspect(error) + JSON.stringify(error)).not.toContain('swordfish')
  })

  it('is not shown when it stands in the wrong place', () => {
    const message = errorOf(() => configFrom({ database: 'swordfish' }, { parts })).message
    expect(message).toContain('database: expected an object with url, poolSize')
    expect(message).not.toContain('swordfish')
  })
})

describe('a configuration from an object', () => {
  it('holds values of the right types', () => {
    const config = configFrom({ database: { url, poolSize: 20, prepare: true } }, { parts })
    expect(config.database).toMatchObject({ poolSize: 20, prepare: true })
    expect(problemsOf(() => configFrom({ database: { url, poolSize: [], mode: null } }, { parts }))).toEqual([
      {
        path: 'database.poolSize',
        variable: undefined,
        expected: 'an integer from 1 to 100',
        found: 'a list',
      },
      { path: 'database.mode', variable: undefined, expected: 'one of fast, safe', found: 'null' },
    ])
  })

  it('holds nothing that nobody knows', () => {
    const values = { database: { url, poolsize: 5, cache: { ttlMs: 1, ttl: 2 } }, databse: {} }
    expect(errorOf(() => configFrom(values, { parts })).message.split('\n')).toEqual([
      '3 settings cannot be used:',
      '- databse: expected one of database, found a setting of another name',
      '- database.poolsize: expected one of url, poolSize, mode, prepare, cache, found a setting of another name',
      '- database.cache.ttl: expected one of ttlMs, maxEntries, found a setting of another name',
    ])
  })
})

describe('a part with a schema', () => {
  const shop = defineConfigurationPart({
    name: 'shop',
    schema: z.object({
      maxItems: z.coerce.number().int().max(50).default(20),
      apiKey: z.string().min(9).optional(),
    }),
    secrets: ['apiKey'],
  })

  it('gets its variables by name and gives what the schema gives', () => {
    expect(configFromEnv({ UNO_SHOP_MAX_ITEMS: '7' }, { parts: [shop] })).toEqual({ shop: { maxItems: 7 } })
    const values = { shop: { maxItems: 8 } }
    expect(configFromEnv({}, { parts: [shop], values }).shop.maxItems).toBe(8)
  })

  it('tells what its schema found wrong, but nothing of its secrets', () => {
    const environment = { UNO_SHOP_MAX_ITEMS: '77', UNO_SHOP_API_KEY: 'sword' }
    const { problems, message } = errorOf(() => configFromEnv(environment, { parts: [shop] }))
    expect(problems).toMatchObject([
      { path: 'shop.maxItems', variable: 'UNO_SHOP_MAX_ITEMS', found: '"77"' },
      { path: 'shop.apiKey', expected: 'what its schema says', found: 'a secret that is not' },
    ])
    expect(message).not.toContain('sword')
  })

  it('has a schema that answers at once', () => {
    const late = { name: 'late', schema: z.object({}).refine(async () => true) }
    expect(() => configFrom({}, { parts: [late] })).toThrow(ConfigurationError)
  })
})

describe('the parts of a configuration', () => {
  it('have names and variables of their own', () => {
    expect(() => configFrom({}, { parts: [database, database] })).toThrow(
      'expected one part database, found two',
    )
    const other = { ...database, name: 'other' }
    expect(() => configFrom({}, { parts: [database, other] })).toThrow(
      'expected one setting of the variable DATABASE_URL, found two',
    )
  })

  it('are described for the help of a command line', () => {
    expect(describeConfiguration([database])[0]).toEqual({
      path: 'database.url',
      variable: 'DATABASE_URL',
      expected: 'a URL like postgres://host/database',
      summary: 'Where the database is.',
      required: true,
      secret: true,
    })
    expect(describeConfiguration([cqrsConfiguration]).map(({ variable }) => variable)).toContain(
      'UNO_CQRS_THROTTLE_EVERY_TYPE_PER_SECOND',
    )
  })
})
