import type { MigrationStep } from '@uno-ts/types'

/**
 * How commands with an idempotency key ended. That the first call of a key is still running is told by an advisory lock
 * of its transaction, not by a row: whatever becomes of that call, nothing of it is left to be tidied up.
 *
 * A lock's key is a hash of tenant and key, seeded by the table, so that two schemas have different ones. Its first half
 * is negative, and the store's own locks of two numbers begin with a positive one: they never meet.
 */
export const idempotencyMigration: MigrationStep = {
  name: '011-idempotency',
  statements: ({ schema }) => [
    `create table ${schema}.idempotency_keys (
      tenant_id text collate "C" not null,
      key text collate "C" not null,
      fingerprint text collate "C" not null,
      outcome json not null,
      recorded_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, key)
    )`,
    `create index idempotency_keys_age on ${schema}.idempotency_keys (recorded_at)`,

    `create function ${schema}.claim_idempotency_key(
      p_tenant text, p_key text, out running boolean, out fingerprint text, out outcome json
    ) language plpgsql as $$
    declare
      v_hash bigint;
      v_done boolean;
    begin
      v_done := ${schema}.expect_read_committed() is not null;
      running := false;
      select k.fingerprint, k.outcome into fingerprint, outcome from ${schema}.idempotency_keys k
        where k.tenant_id = p_tenant and k.key = p_key;
      if found then return; end if;
      v_hash := hashtextextended(p_tenant || e'\\x1f' || p_key, '${schema}.idempotency_keys'::regclass::oid::bigint);
      if not pg_try_advisory_xact_lock((v_hash >> 32)::int | (1 << 31), ((v_hash << 32) >> 32)::int) then
        running := true;
        return;
      end if;
      -- Whoever had the lock may have committed since the first look.
      select k.fingerprint, k.outcome into fingerprint, outcome from ${schema}.idempotency_keys k
        where k.tenant_id = p_tenant and k.key = p_key;
    end $$`,
    `revoke execute on function ${schema}.claim_idempotency_key from public`,
  ],
}
