import { describe, expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { findUnknownCommands } from './commands.ts'

const files = {
  'package.json': JSON.stringify({ name: 'root', scripts: { start: 'x', test: 'x', bench: 'x' } }),
  'packages/core/package.json': JSON.stringify({ name: 'core', scripts: { dev: 'x' } }),
  'node_modules/.bin/tsc': '',
  'examples/one/src/main.ts': '',
}

const findings = (markdown: string, page = 'README.md') =>
  withFiles(files, (root) =>
    findUnknownCommands(page, markdown, {
      root,
      savedFiles: new Set(['first.ts']),
      packages: new Set(['core', 'pg']),
    }),
  )

describe('the commands of a page', () => {
  it.each([
    ['npm start'],
    ['PORT=1 npm start -- --native && npm test'],
    ['npm run bench -- core # takes a while'],
    ['npm install --save-dev core pg@8'],
    ['npx -y tsc'],
    ['node --watch first.ts'],
    ['npm ci --omit=dev'],
    ['curl http://127.0.0.1'],
  ])('can be run: %s', (command) => {
    expect(findings(`\`\`\`sh\n${command}\n\`\`\``)).toEqual([])
    expect(findings(`Say \`${command.replace(/^PORT=1 | #.*/g, '')}\`.`)).toEqual([])
  })

  it.each([
    ['npm run gone', 'there is no script "gone"'],
    ['npm install core redis', 'nothing here uses redis'],
    ['npx gone', 'there is no program "gone"'],
    ['node gone.ts', 'there is no file "gone.ts"'],
    ['npm run dev', 'there is no script "dev"'],
  ])('are missed where nobody can: %s', (command, reason) => {
    expect(findings(`a\n\`\`\`sh\nnpm start\n${command}\n\`\`\``)).toEqual([
      `README.md:4 says "${command}": ${reason}`,
    ])
    expect(findings(`a\n\`${command}\``)).toEqual([`README.md:2 says "${command}": ${reason}`])
  })

  it('are those of the folder that a page stands in, or is about', () => {
    expect(findings('`npm run dev`', 'packages/core/README.md')).toEqual([])
    expect(findings('`node src/main.ts`', 'examples/README.md')).toEqual([])
  })

  it('name paths of the repository that are there', () => {
    expect(findings('`packages/core/package.json`, `packages/*/gone`, `packages/gone`')).toEqual([
      'README.md:1 names "packages/gone": there is no such file or folder',
    ])
  })
})
