import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { copyInto, readDockerfile } from './container.ts'

const plan = readDockerfile(
  [
    'FROM node:24-slim',
    'COPY package.json package-lock.json ./',
    'RUN npm ci',
    'COPY *.ts ./',
    'ENV HOST=0.0.0.0 PORT=3000',
    'HEALTHCHECK CMD ["node", "-e", "1"]',
    'CMD ["node", "main.ts"]',
  ].join('\n'),
)

it('knows what a Dockerfile does', () => {
  expect(plan).toEqual({
    files: ['package.json', 'package-lock.json', '*.ts'],
    env: { HOST: '0.0.0.0', PORT: '3000' },
    commands: ['npm ci'],
    program: ['node', 'main.ts'],
    healthCheck: ['node', '-e', '1'],
  })
})

it('copies what it copies, and misses what is not there', () =>
  withFiles({ 'shop/package.json': '{}', 'shop/package-lock.json': '{}', 'shop/main.ts': '' }, (root) => {
    copyInto(join(root, 'image'), join(root, 'shop'), plan)
    expect(existsSync(join(root, 'image', 'main.ts'))).toBe(true)
    expect(() => copyInto(join(root, 'image'), root, plan)).toThrow('copies package.json')
  }))
