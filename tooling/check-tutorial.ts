// `npm run check:tutorial`: follows the tutorial word by word in an empty folder, with the packages as they would be
// published: saves its files, runs its commands, compares what they say with the pages, and at the end does what its
// Dockerfile says. It prints how long each page took.
import { mkdirSync, mkdtempSync, readFileSync, globSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { startPostgres } from '@uno-ts/testing'
import { ownEnvironment } from './consumer/project.ts'
import { serveTarballs } from './packages/local-registry.ts'
import { packMember } from './packages/pack-member.ts'
import { runToEnd } from './packages/run-to-end.ts'
import { copyInto, readDockerfile } from './tutorial/container.ts'
import { readPage } from './tutorial/read-page.ts'
import { Reader } from './tutorial/reader.ts'
import { readMembers, workspaceRoot as root } from './workspace.ts'

/** What no page can ask of the machine that checks it. */
const leftOut = /^(systemctl|npm ci) /

const packages = readMembers(root).filter(({ manifest }) => manifest.private !== true)
const folder = mkdtempSync(join(tmpdir(), 'uno-ts-tutorial-'))
const built = await runToEnd(root, 'tsc', ['-b', ...packages.map((member) => member.folder)])
if (!built.ok) throw new Error(built.output)
const tarballs = await Promise.all(packages.map((member) => packMember(member, folder)))
const registry = await serveTarballs(tarballs)
const npmrc = join(folder, 'npmrc')
writeFileSync(npmrc, `@uno-ts:registry=${registry.url}\naudit=false\nfund=false\n`)

try {
  await using server = await startPostgres()
  await using database = await server.createDatabase()
  const ports = await freePorts(4)
  const [first = '', second = '', third = '', contained = ''] = ports
  const env = { ...ownEnvironment(), NPM_CONFIG_USERCONFIG: npmrc, PORT: first }
  await using reader = new Reader({
    folder,
    env,
    addresses: new Map([
      ['postgres://shop@db.internal/shop', database.url],
      ['127.0.0.1:3000', `127.0.0.1:${first}`],
      ['PORT=3101', `PORT=${second}`],
      ['PORT=3102', `PORT=${third}`],
    ]),
  })
  for (const page of globSync('docs/tutorial/[0-9]*.md', { cwd: root }).toSorted()) {
    const start = performance.now()
    for (const step of readPage(readFileSync(join(root, page), 'utf8'))) {
      if (step.kind !== 'run' || !leftOut.test(step.command)) await reader.take(step)
    }
    if (page.includes('deploying')) await askTheOther(second, third)
    await reader.interrupt()
    await reader.run('npx tsc')
    console.log(`${basename(page).padEnd(24)} ${seconds(start)}`)
  }
  const start = performance.now()
  await tryContainer(reader.folder, { ...env, DATABASE_URL: database.url, PORT: contained })
  console.log(`${'the Dockerfile'.padEnd(24)} ${seconds(start)}`)
} finally {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
}

/** An order that was placed at one process is known to the other. */
async function askTheOther(one: string, other: string): Promise<void> {
  const placed = await fetch(`http://127.0.0.1:${one}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      orderId: 'two-processes',
      customer: 'Ada',
      lines: [{ product: 'teapot', quantity: 1, priceCents: 1950 }],
    }),
  })
  const token = placed.headers.get('uno-consistency-token') ?? ''
  const shown = await fetch(`http://127.0.0.1:${other}/orders/two-processes`, {
    headers: { 'uno-consistency-token': token },
  })
  if (placed.status !== 201 || shown.status !== 200)
    throw new Error(`one process answered ${placed.status}, the other ${shown.status}`)
}

/** Does in a folder what the Dockerfile does in an image. */
async function tryContainer(shop: string, env: NodeJS.ProcessEnv): Promise<void> {
  const plan = readDockerfile(readFileSync(join(shop, 'Dockerfile'), 'utf8'))
  const image = join(folder, 'image')
  copyInto(image, shop, plan)
  mkdirSync(image, { recursive: true })
  await using reader = new Reader({ folder: image, env: { ...plan.env, ...env }, addresses: new Map() })
  for (const command of plan.commands) await reader.run(command)
  await reader.run(plan.program.join(' '))
  const [program = '', ...args] = plan.healthCheck
  const lives = await runToEnd(image, program, args, { env: { ...plan.env, ...env } })
  if (!lives.ok) throw new Error(`the HEALTHCHECK fails: ${lives.output}`)
  await reader.interrupt('SIGTERM')
  const after = await runToEnd(image, program, args, { env: { ...plan.env, ...env } })
  if (after.ok) throw new Error('the HEALTHCHECK passes without a server')
}

async function freePorts(count: number): Promise<readonly string[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
      return server
    }),
  )
  const ports = servers.map((server) => String((server.address() as AddressInfo).port)) // it listens on TCP
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(8)
}
