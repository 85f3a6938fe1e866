import { globSync } from 'node:fs'
import { join, posix } from 'node:path'

/** A page that shows one source file; the search leaves it out, since it would find words of code before those of pages. */
export function sourcePage(file: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`{3,}/g)].map(([marks]) => marks.length + 1)))
  const language = /\.(?<extension>ts|mjs|json|sql|sh)$/.exec(file)?.groups?.['extension'] ?? 'text'
  return `${heading(file)}${fence}${language}\n${text.trimEnd()}\n${fence}\n`
}

/** A page that lists the files of a folder. */
export function folderPage(root: string, folder: string): string {
  const files = globSync('**/*.*', {
    cwd: join(root, folder),
    exclude: ['**/{node_modules,dist}/**'],
  }).toSorted()
  return `${heading(folder)}${files.map((file) => `- \`${file}\`\n`).join('')}`
}

function heading(path: string): string {
  return `---\nsearch: false\noutline: false\n---\n\n# ${posix.basename(path)}\n\n\`${path}\`\n\n`
}
