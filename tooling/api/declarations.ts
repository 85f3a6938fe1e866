import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync, type ParseResult } from 'oxc-parser'

type Statement = ParseResult['program']['body'][number]

/** A name, and what declares it: several statements where it is overloaded. */
export interface Declaration {
  readonly name: string
  /** The declaration file it stands in. */
  readonly file: string
  /** Without comments. */
  readonly text: string
}

/** Reads built declaration files, each once. */
export class Declarations {
  readonly #modules = new Map<string, DeclarationModule>()

  /** Lists what a declaration file exports from its own package, by name. */
  exportsOf(file: string): ReadonlyMap<string, Declaration> {
    const found = new Map<string, Declaration>()
    const module = this.#read(file)
    for (const statement of module.body) {
      if (statement.type === 'ExportAllDeclaration') {
        const target = targetOf(file, statement.source.value)
        for (const [name, each] of target === undefined ? [] : this.exportsOf(target)) found.set(name, each)
      } else if (statement.type === 'ExportNamedDeclaration') {
        for (const name of namesOf(statement)) found.set(name, module.declaration(name))
        const target = statement.source === null ? file : targetOf(file, statement.source.value)
        for (const { local, exported } of target === undefined ? [] : statement.specifiers) {
          const declared = this.resolve(target ?? file, nameOf(local))
          if (declared !== undefined) found.set(nameOf(exported), declared)
        }
      }
    }
    return found
  }

  /** Finds what a name means in a file: declared there, imported, or passed on. Undefined for other packages' names. */
  resolve(file: string, name: string): Declaration | undefined {
    const module = this.#read(file)
    if (module.declares(name)) return module.declaration(name)
    const origin = module.originOf(name)
    const target = origin && targetOf(file, origin.specifier)
    return target === undefined ? undefined : this.resolve(target, origin?.name ?? name)
  }

  #read(file: string): DeclarationModule {
    const known = this.#modules.get(file)
    if (known !== undefined) return known
    const module = new DeclarationModule(file)
    this.#modules.set(file, module)
    return module
  }
}

class DeclarationModule {
  readonly body: readonly Statement[]
  readonly #file: string
  readonly #text: string

  constructor(file: string) {
    const source = readFileSync(file, 'utf8')
    this.#file = file
    this.#text = withoutComments(source, parseSync(file, source).comments)
    this.body = parseSync(file, this.#text).program.body
  }

  declares(name: string): boolean {
    return this.body.some((statement) => namesOf(statement).includes(name))
  }

  declaration(name: string): Declaration {
    const texts = this.body
      .filter((statement) => namesOf(statement).includes(name))
      .map(({ start, end }) => this.#text.slice(start, end).replace(/^export (declare )?|^declare /, ''))
    return { name, file: this.#file, text: texts.join('\n') }
  }

  /** Where a name that is not declared here comes from. */
  originOf(name: string): { readonly specifier: string; readonly name: string } | undefined {
    for (const statement of this.body) {
      if (statement.type === 'ImportDeclaration') {
        const found = statement.specifiers.find(({ local }) => local.name === name)
        if (found?.type === 'ImportSpecifier')
          return { specifier: statement.source.value, name: nameOf(found.imported) }
      }
      if (statement.type === 'ExportNamedDeclaration' && statement.source !== null) {
        const found = statement.specifiers.find(({ exported }) => nameOf(exported) === name)
        if (found !== undefined) return { specifier: statement.source.value, name: nameOf(found.local) }
      }
    }
    return undefined
  }
}

function withoutComments(source: string, comments: ParseResult['comments']): string {
  let text = ''
  let at = 0
  for (const { start, end } of comments) {
    text += source.slice(at, start)
    at = end
  }
  return (text + source.slice(at)).replaceAll(/^[ \t]*\n/gm, '')
}

function namesOf(statement: Statement): readonly string[] {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  switch (declared?.type) {
    case 'VariableDeclaration':
      return declared.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return declared.id === null ? [] : [declared.id.name]
    default:
      return []
  }
}

function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return node.name ?? String(node.value)
}

/** The declaration file behind a relative specifier: declarations name the sources they were made from. */
function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? join(dirname(file), specifier.replace(/\.ts$/, '.d.ts')) : undefined
}
