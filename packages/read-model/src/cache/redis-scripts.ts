/**
 * What happens in Redis as one step. Marks are random texts that stand for "not outdated since": a value remembers the
 * marks of its scopes and tags, and to outdate all of them is to remove the mark. They are no counters, so that one that
 * Redis has evicted can never come back as it was.
 */

/** How long the mark of a tag is kept after its last value, in milliseconds: values live shorter or are void then. */
const tagMarkMs = 24 * 60 * 60 * 1000

const markOf = `
local function markOf(key, ms)
  local mark = redis.call('GET', key)
  if not mark then
    mark = ARGV[1]
    redis.call('SET', key, mark)
  end
  if ms then redis.call('PEXPIRE', key, ms) end
  return mark
end
local function marksOf(root, scope, firstTag)
  local marks = markOf(root) .. ' ' .. markOf(scope)
  for index = firstTag, #KEYS do marks = marks .. ' ' .. markOf(KEYS[index], ${tagMarkMs}) end
  return marks
end`

/**
 * Takes leases. KEYS: the mark of tag changes, of all scopes, then of each key's scope, then the leases. ARGV: a new mark,
 * which is the lease's too; how long the lease lasts. Gives the first two marks, then for each key its scope's mark or
 * false when the lease is taken.
 */
export const leaseScript: string = `${markOf}
local count = (#KEYS - 2) / 2
local answer = { markOf(KEYS[1]), markOf(KEYS[2]) }
for index = 1, count do
  local scope = markOf(KEYS[2 + index])
  local taken = redis.call('SET', KEYS[2 + count + index], ARGV[1], 'NX', 'PX', ARGV[2])
  answer[2 + index] = taken and scope
end
return answer`

/** Sets a value. KEYS: value, lease, root mark, scope mark, tag marks. ARGV: a new mark, life in milliseconds, the value. */
export const setScript: string = `${markOf}
redis.call('SET', KEYS[1], marksOf(KEYS[3], KEYS[4], 5) .. '\\n' .. ARGV[3], 'PX', ARGV[2])
redis.call('DEL', KEYS[2])
return 1`

/**
 * Keeps a value under a lease. KEYS: value, lease, root mark, scope mark, mark of tag changes, tombstone, tag marks.
 * ARGV: a new mark, life, the value, the lease, the marks when it was taken: root, scope, tag changes; the position the
 * value reflects, or nothing. Positions are compared as digits: they are beyond Lua's numbers.
 */
export const fillScript: string = `${markOf}
local function isBefore(a, b)
  if #a ~= #b then return #a < #b end
  return a < b
end
if redis.call('GET', KEYS[2]) ~= ARGV[4] then return 0 end
redis.call('DEL', KEYS[2])
if redis.call('GET', KEYS[3]) ~= ARGV[5] or redis.call('GET', KEYS[4]) ~= ARGV[6] then return 0 end
if #KEYS > 6 and redis.call('GET', KEYS[5]) ~= ARGV[7] then return 0 end
local gone = redis.call('GET', KEYS[6])
if gone and ARGV[8] ~= '' and isBefore(ARGV[8], gone) then return 0 end
redis.call('SET', KEYS[1], marksOf(KEYS[3], KEYS[4], 7) .. '\\n' .. ARGV[3], 'PX', ARGV[2])
return 1`

/** Drops values and leases, and leaves tombstones. KEYS: value, lease and tombstone of each. ARGV: position, life. */
export const outdateScript: string = `
for index = 1, #KEYS, 3 do
  redis.call('DEL', KEYS[index], KEYS[index + 1])
  local gone = redis.call('GET', KEYS[index + 2])
  if not gone or #gone < #ARGV[1] or (#gone == #ARGV[1] and gone < ARGV[1]) then gone = ARGV[1] end
  redis.call('SET', KEYS[index + 2], gone, 'PX', ARGV[2])
end
return 1`
