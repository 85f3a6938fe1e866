import type { GlobalPosition } from '@uno-ts/types'
import type { RedisCommands } from './redis-commands.ts'

/** What an event does to one hash in Redis. */
export interface RedisWrite {
  /** Without the sink's prefix. */
  readonly key: string
  /** Fields that are replaced. */
  readonly set?: Readonly<Record<string, string | number>> | undefined
  /** Fields that are added to, whole numbers. */
  readonly add?: Readonly<Record<string, number>> | undefined
  /** Removes the hash instead. Default false. */
  readonly remove?: boolean | undefined
}

/** The field in which a hash keeps the position of the last event that has written it. */
export const positionField = '@position'

/** How long a hash that was removed is remembered, in milliseconds, so that an earlier event does not bring it back. */
const rememberedMs = 86_400_000

/**
 * Writes one hash, unless it has been written from this position or a later one. Positions exceed what Lua counts exactly, so
 * they are compared as text.
 */
const script = `
local at, to, write = redis.call('HGET', KEYS[1], '${positionField}'), ARGV[1], cjson.decode(ARGV[2])
if at and (#at > #to or (#at == #to and at >= to)) then return 0 end
if write.remove then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], '${positionField}', to)
  redis.call('PEXPIRE', KEYS[1], ${rememberedMs})
  return 1
end
redis.call('PERSIST', KEYS[1])
for i = 1, #write.set, 2 do redis.call('HSET', KEYS[1], write.set[i], write.set[i + 1]) end
for i = 1, #write.add, 2 do redis.call('HINCRBY', KEYS[1], write.add[i], write.add[i + 1]) end
redis.call('HSET', KEYS[1], '${positionField}', to)
return 1`

/** Writes a hash from an event at a position, once. */
export async function writeHash(
  client: RedisCommands,
  key: string,
  { set = {}, add = {}, remove = false, position }: RedisWrite & { readonly position: GlobalPosition },
): Promise<void> {
  const write = { remove, set: pairs(set), add: pairs(add) }
  await client.sendCommand(['EVAL', script, '1', key, String(position), JSON.stringify(write)])
}

function pairs(fields: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(fields).flatMap(([field, value]) => [field, String(value)])
}

/** Removes every key under a prefix. */
export async function removeKeys(client: RedisCommands, prefix: string): Promise<void> {
  const pattern = `${prefix.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}*`
  let cursor = '0'
  do {
    const [next, keys] = await client.sendCommand<[string, string[]]>([
      'SCAN',
      cursor,
      'MATCH',
      pattern,
      'COUNT',
      '1000',
    ])
    if (keys.length > 0) await client.sendCommand(['UNLINK', ...keys])
    cursor = next
  } while (cursor !== '0')
}
