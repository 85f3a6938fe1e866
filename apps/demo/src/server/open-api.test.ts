import { createConfig, lintFromString } from '@redocly/openapi-core'
import spectral from '@stoplight/spectral-core'
import rulesets from '@stoplight/spectral-rulesets'
import { silentLogger } from '@uno-ts/types'
import type { FastifyInstance } from 'fastify'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createShop } from '../container.ts'
import { FrontDoor } from './front-door.ts'
import { shopServer } from './shop-server.ts'

let server: FastifyInstance
let description: string

beforeAll(async () => {
  const pool = new Pool() // nothing is asked of it
  const { cradle: shop } = createShop({ pool, redis: undefined, logger: silentLogger })
  const metrics = { contentType: 'text/plain', collect: async () => '' }
  server = await shopServer({ shop, door: new FrontDoor(), metrics })
  description = (await server.inject('/openapi.json')).body
})
afterAll(() => server.close())

describe('the description of the API', () => {
  it('has nothing that Redocly would mend', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] })
    const problems = await lintFromString({ source: description, absoluteRef: 'openapi.json', config })
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    )
  })

  it('has nothing that Spectral would mend', async () => {
    const linter = new spectral.Spectral()
    linter.setRuleset({ extends: [rulesets.oas] } as spectral.RulesetDefinition)
    const problems = await linter.run(JSON.parse(description) as Record<string, unknown>)
    expect(problems.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([])
  }, 60_000)

  it('refers to nothing outside of itself', () => {
    const references = [...description.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target ?? '')
    expect(references.length).toBeGreaterThan(10)
    expect(references.filter((target) => !target.startsWith('#/'))).toEqual([])
  })
})
