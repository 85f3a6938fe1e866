import { expect, it } from 'vitest'
import { readPage } from './read-page.ts'

it('tells a reader what to do, step by step', () => {
  const page = [
    '```sh\nmkdir shop\ncurl a \\\n  -d b\n```',
    '```json\n{ "compilerOptions": {} }\n```',
    '```ts\n// file: a.ts\na()\n```',
    '```text\none\n```',
    '```json\n{ "status": 422 }\n```',
    '```dockerfile\nFROM node\n```',
    '```ini\n[Unit]\n```',
  ].join('\n\nand then\n\n')
  expect(readPage(page)).toEqual([
    { kind: 'run', command: 'mkdir shop' },
    { kind: 'run', command: 'curl a -d b' },
    { kind: 'save', file: 'tsconfig.json', text: '{ "compilerOptions": {} }\n' },
    { kind: 'save', file: 'a.ts', text: '// file: a.ts\na()\n' },
    { kind: 'output', text: 'one' },
    { kind: 'answer', json: { status: 422 } },
    { kind: 'save', file: 'Dockerfile', text: 'FROM node\n' },
  ])
})
