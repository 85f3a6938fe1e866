import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { standInDocker } from '../../test/stand-in-docker.ts'
import { answersPing } from '../redis/answers-ping.ts'
import { startContainer, type ContainerOptions } from './docker-container.ts'
import { killedProcess } from './killed-process.ts'
import { waitUntil } from './wait-until.ts'

const some: Omit<ContainerOptions, 'env'> = {
  image: 'redis:7-alpine',
  options: ['--publish', '127.0.0.1:1:6379'],
  args: ['redis-server'],
  answers: () => Promise.resolve(true),
  startTimeoutMs: 20_000,
}

describe('a container', { timeout: 60_000 }, () => {
  it.each([
    [
      'no daemon runs',
      'info) echo "Cannot connect to the Docker daemon" >&2; exit 1;;',
      'docker: Cannot connect to the Docker daemon',
    ],
    [
      'its image is not to be had',
      'image) exit 1;; pull) echo "manifest unknown" >&2; exit 1;;',
      'docker pull redis:7-alpine: manifest unknown',
    ],
    [
      'it does not start',
      'run) echo "port is already allocated" >&2; exit 125;;',
      'docker run redis:7-alpine: port is already allocated',
    ],
  ])('is not to be had when %s', async (_why, answers, complaint) => {
    using docker = standInDocker(answers)
    const startedFrom = { ...some, env: docker.env, answers: () => Promise.resolve(false) }
    expect(await startContainer(startedFrom)).toBe(complaint)
  })

  it('is fetched where it is not there yet', async () => {
    using docker = standInDocker('image) exit 1;;')
    const answers = () => Promise.resolve(docker.running().length === 1)
    const container = await startContainer({ ...some, env: docker.env, answers })
    if (typeof container === 'string') throw new Error(container)
    expect(docker.asked()[2]).toBe('pull --quiet redis:7-alpine')
    await container.remove()
    await container.remove()
    expect(docker.running()).toEqual([])
  })

  it('is removed when it accepts but does not answer, as a published port does before its server is up', async () => {
    using docker = standInDocker()
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo // a TCP server's address is one
    const answers = () => Promise.race([answersPing(port), once(silent, 'connection').then(() => false)])
    const refusal = await startContainer({ ...some, env: docker.env, answers, startTimeoutMs: 100 })
    expect(refusal).toBe('docker run redis:7-alpine: it did not answer within 100 ms')
    expect(docker.running()).toEqual([])
    expect(docker.asked().at(-1)).toMatch(/^rm --force uno-ts-/)
    silent.close()
  })

  it('leaves nothing when it is removed before it has come up', async () => {
    using docker = standInDocker()
    for (let count = 0; count < 5; count++) {
      const container = await startContainer({ ...some, env: docker.env }) // which says at once that it answers
      if (typeof container !== 'string') await container.remove()
    }
    expect(docker.running()).toEqual([])
  })

  it('is removed when the process that started it is killed', async () => {
    using docker = standInDocker()
    const pid = await killedProcess<number>(`
      import { existsSync, readFileSync } from 'node:fs'
      import { startContainer } from '${import.meta.resolve('./docker-container.ts')}'
      const answers = async () => existsSync('${docker.pidFile}')
      await startContainer({ ...${JSON.stringify({ ...some, env: docker.env })}, answers })
      report(Number(readFileSync('${docker.pidFile}', 'utf8')))`)
    expect(pid).toBeGreaterThan(1)
    expect(await waitUntil(() => docker.running().length === 0, 10_000)).toBe(true)
    expect(docker.asked().some((line) => line.startsWith('rm --force uno-ts-'))).toBe(true)
  })
})
