import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync, type ParseResult, type TSSignature } from 'oxc-parser'
import { lineAt } from '../graph/imports.ts'

type Statement = ParseResult['program']['body'][number]

interface Module {
  readonly file: string
  readonly text: string
  readonly body: readonly Statement[]
  /** Where each TSDoc comment ends. */
  readonly comments: readonly number[]
}

/**
 * Finds the names an entry module exports without a TSDoc comment at their declaration, and the fields of exported options
 * without one: whoever sets an option must know its unit, its default and what it does.
 *
 * Names are followed through the re-exports of the package; what another package declares is documented there.
 *
 * @param entry - relative to `root`, such as `packages/types/src/index.ts`
 * @returns one sentence for each, with file and line
 */
export function findUndocumentedNames(root: string, entry: string): readonly string[] {
  const module = readModule(root, entry)
  return module.body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration') {
      const target = targetOf(entry, statement.source.value)
      return target === undefined ? [] : findUndocumentedNames(root, target)
    }
    if (statement.type !== 'ExportNamedDeclaration') return []
    if (statement.declaration !== null) {
      return namesOf(statement).flatMap((name) => undocumented(root, module, name))
    }
    const target = statement.source === null ? entry : targetOf(entry, statement.source.value)
    if (target === undefined) return []
    const declaring = target === entry ? module : readModule(root, target)
    return statement.specifiers.flatMap(({ local }) =>
      undocumented(root, declaring, local.type === 'Literal' ? local.value : local.name),
    )
  })
}

function undocumented(root: string, module: Module, name: string): readonly string[] {
  const declaration = module.body.find((statement) => namesOf(statement).includes(name))
  if (declaration === undefined) return followed(root, module, name)
  if (!documented(module, declaration)) {
    return [
      `${module.file}:${lineAt(module.text, declaration.start)} exports "${name}" without a TSDoc comment`,
    ]
  }
  return membersOf(declaration)
    .filter((member) => /(Options|Config)$/.test(name) && !documented(module, member))
    .map(
      (member) =>
        `${module.file}:${lineAt(module.text, member.start)} has the option "${name}.${keyOf(module, member)}" without a TSDoc comment`,
    )
}

/** Whether a TSDoc comment stands right before; a remark for the linter may come between. */
function documented({ text, comments }: Module, { start }: { readonly start: number }): boolean {
  const between = (end: number) => text.slice(end, start).replaceAll(/^\s*\/\/.*$/gm, '')
  return comments.some((end) => end <= start && between(end).trim() === '')
}

/** The fields and methods of an interface. */
function membersOf(statement: Statement): readonly TSSignature[] {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  return declared?.type === 'TSInterfaceDeclaration' ? declared.body.body : []
}

function keyOf({ text }: Module, member: TSSignature): string {
  return 'key' in member ? text.slice(member.key.start, member.key.end) : 'call'
}

/** A name that a module passes on from another one. */
function followed(root: string, module: Module, name: string): readonly string[] {
  for (const statement of module.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source === null) continue
    const specifier = statement.specifiers.find(
      ({ exported }) => 'name' in exported && exported.name === name,
    )
    const target = targetOf(module.file, statement.source.value)
    if (specifier === undefined || target === undefined) continue
    return undocumented(
      root,
      readModule(root, target),
      'name' in specifier.local ? specifier.local.name : name,
    )
  }
  return []
}

function readModule(root: string, file: string): Module {
  const text = readFileSync(join(root, file), 'utf8')
  const { program, comments } = parseSync(file, text)
  return {
    file,
    text,
    body: program.body,
    comments: comments
      .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
      .map(({ end }) => end),
  }
}

/** The names a statement declares, exported at once or not. */
function namesOf(statement: Statement): readonly string[] {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declared === null) return []
  switch (declared.type) {
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

function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? join(dirname(file), specifier) : undefined
}
