import { fencesOf } from '../docs/fences.ts'

/** What a page tells its reader to do, or what they should see then. */
export type Step =
  | { readonly kind: 'save'; readonly file: string; readonly text: string }
  | { readonly kind: 'run'; readonly command: string }
  /** What the command before has written, lines of no interest left out. */
  | { readonly kind: 'output'; readonly text: string }
  /** What the command before answers when it runs once more. */
  | { readonly kind: 'answer'; readonly json: object }

/** Reads a page of the tutorial as the steps of a reader who does what it says, in order. */
export function readPage(markdown: string): readonly Step[] {
  return fencesOf(markdown).flatMap(({ language, code }): readonly Step[] => {
    switch (language) {
      case 'ts':
        return [save(/^\/\/ file: (?<file>\S+)$/m.exec(code)?.groups?.['file'] ?? 'unnamed.ts', code)]
      case 'dockerfile':
        return [save('Dockerfile', code)]
      case 'json': {
        const json = JSON.parse(code) as object // a block of JSON is an object
        return 'compilerOptions' in json ? [save('tsconfig.json', code)] : [{ kind: 'answer', json }]
      }
      case 'sh':
        return code
          .replaceAll(/\\\n\s*/g, '')
          .split('\n')
          .map((command) => ({ kind: 'run', command }))
      case '':
      case 'text':
        return [{ kind: 'output', text: code }]
      default:
        return [] // `systemd` is asked of no machine that happens to build this
    }
  })
}

function save(file: string, text: string): Step {
  return { kind: 'save', file, text: `${text}\n` }
}
