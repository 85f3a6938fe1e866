import type { Policy, Principal } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { authorise } from './authorise.ts'

const cancel = defineCommand({ type: 'Cancel', data: z.object({ by: z.string() }), result: z.string() })
const message = cancel({ by: 'ada' })

function attempt(policy: Policy | undefined, principal?: Principal, otherwise: Policy = 'public') {
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(cancel, async () => 'done')
  const policies = policy === undefined ? {} : { Cancel: policy }
  const bus = new CommandBus({ registry, middleware: [authorise({ policies, otherwise })] })
  return bus.execute(message, { principal })
}

const ada: Principal = { id: 'ada', scopes: ['read', 'cancel'] }

describe('authorisation', () => {
  it('lets everybody do what is public', async () => {
    expect(await attempt('public')).toBe('done')
  })

  it('asks who it is where somebody must be signed in', async () => {
    expect(await attempt('authenticated', ada)).toBe('done')
    await expect(attempt('authenticated')).rejects.toMatchObject({ code: 'ERR_UNAUTHENTICATED' })
  })

  it('asks for every scope, and names the missing ones', async () => {
    expect(await attempt({ scopes: ['read', 'cancel'] }, ada)).toBe('done')
    await expect(attempt({ scopes: ['read', 'admin', 'root'] }, ada)).rejects.toMatchObject({
      code: 'ERR_FORBIDDEN',
      message: 'the principal may not execute "Cancel": it needs the scopes admin, root',
    })
    await expect(attempt({ scopes: [] })).rejects.toMatchObject({ code: 'ERR_UNAUTHENTICATED' })
  })

  it('asks a function, which sees principal and payload and may take its time', async () => {
    const own: Policy = async (principal, { data }) => principal?.id === (data as { by: string }).by

    expect(await attempt(own, ada)).toBe('done')
    await expect(attempt(own, { ...ada, id: 'bob' })).rejects.toMatchObject({ code: 'ERR_FORBIDDEN' })
    await expect(attempt(own)).rejects.toMatchObject({ code: 'ERR_UNAUTHENTICATED' })
  })

  it('falls back on the policy for all other types', async () => {
    await expect(attempt(undefined, undefined, 'authenticated')).rejects.toMatchObject({
      code: 'ERR_UNAUTHENTICATED',
    })
    expect(await attempt(undefined, ada, 'authenticated')).toBe('done')
  })
})
