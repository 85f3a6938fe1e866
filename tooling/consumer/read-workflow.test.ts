import { describe, expect, it } from 'vitest'
import { readWorkflow } from './read-workflow.ts'

const workflow = `name: ci

on: [push]

jobs:
  types:
    strategy:
      matrix:
        typescript: [5.9.3, 7.0.2]
    steps:
      - uses: actions/checkout@v4
      - run: npm install
      - run: npx -p typescript@\${{ matrix.typescript }} tsc

  test:
    steps:
      - run: npm test
`

describe('the steps of a workflow', () => {
  it('are the commands of its jobs, once for each value of the matrix they name', () => {
    expect(readWorkflow(workflow)).toEqual([
      { job: 'types', command: 'npm install' },
      { job: 'types', command: 'npx -p typescript@5.9.3 tsc' },
      { job: 'types', command: 'npx -p typescript@7.0.2 tsc' },
      { job: 'test', command: 'npm test' },
    ])
  })
})
