import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { freePort } from '../server/free-port.ts'
import { startDockerPostgres } from './docker-postgres.ts'

/** The server of the run stands where docker would have published the container's. */
const port = Number(new URL(inject('postgresUrl')).port || 5432)

describe('a PostgreSQL in docker', () => {
  let scratch: string
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
  })
  afterEach(() => rmSync(scratch, { recursive: true, force: true }))

  /** A docker that writes down what it is asked. */
  function docker(answers: string) {
    const log = join(scratch, 'log')
    const script = `#!/bin/sh\necho "$@" >> ${log}\ncase "$1" in ${answers} esac\n`
    writeFileSync(join(scratch, 'docker'), script, { mode: 0o755 })
    return {
      options: { env: { PATH: `${scratch}:/usr/bin:/bin` }, settings: {}, startTimeoutMs: 5_000 },
      asked: () => readFileSync(log, 'utf8').trim().split('\n'),
    }
  }

  it('answers when it is given out, and its container is removed with it', async () => {
    const { options, asked } = docker('run) echo c0ffee;;')
    const server = await startDockerPostgres({ ...options, port, version: 17, settings: { work_mem: '8MB' } })
    if (typeof server === 'string') throw new Error(server)
    expect(server).toMatchObject({ port, origin: 'docker', pid: undefined })
    await expect(server.kill()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    await server.stop()
    const [info, run, remove] = asked()
    expect(info).toBe('info')
    expect(run).toMatch(
      new RegExp(
        `^run --detach --rm --publish 127.0.0.1:${port}:5432 .* postgres:17-alpine .*-c work_mem=8MB$`,
      ),
    )
    expect(remove).toBe('rm --force c0ffee')
  })

  it.each([
    [
      'no daemon runs',
      'info) echo "Cannot connect to the Docker daemon" >&2; exit 1;;',
      'docker: Cannot connect to the Docker daemon',
    ],
    [
      'there is no such image',
      'run) echo "manifest unknown" >&2; exit 125;;',
      'docker run postgres:18-alpine: manifest unknown',
    ],
  ])('is not to be had when %s', async (_why, answers, complaint) => {
    expect(await startDockerPostgres(docker(answers).options)).toBe(complaint)
  })

  it('is removed when it does not answer', async () => {
    const { options, asked } = docker('run) echo c0ffee;;')
    const refusal = startDockerPostgres({ ...options, port: await freePort(), startTimeoutMs: 100 })
    expect(await refusal).toBe('docker run postgres:18-alpine: it did not answer within 100 ms')
    expect(asked().at(-1)).toBe('rm --force c0ffee')
  })
})
