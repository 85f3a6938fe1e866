// `node src/main.ts <folder>`: writes the API reference into a folder that is emptied first, and `contents.json`, which says
// what stands where. It fails on an exported name without a comment, on a name in an exported declaration that is exported
// nowhere, and on a link of a comment to a name that does not exist.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Application,
  Converter,
  RendererEvent,
  type Context,
  type ProjectReflection,
  type TypeDocOptions,
} from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { exportedNamesOf, inheritComments, resolveExportedNames } from './comments.ts'
import { contentsOf } from './contents.ts'
import { entryPointsOf } from './entry-points.ts'
import { innerNames } from './inner-names.ts'
import { sortIntoRooms } from './rooms.ts'
import { keepSourcesOfExports } from './sources.ts'
import { keepWrittenTypes } from './written-types.ts'

const [target] = process.argv.slice(2)
if (target === undefined) throw new Error('usage: node src/main.ts <folder>')

const root = fileURLToPath(new URL('../../..', import.meta.url))
const entryPoints = entryPointsOf(root)
const packageNames = [...new Set(entryPoints.map(({ packageName }) => packageName))]

const reading: TypeDocOptions = {
  entryPoints: entryPoints.map(({ source }) => source),
  tsconfig: 'tsconfig.packages.json',
  skipErrorChecking: true, // `npm run typecheck` does it, with the compiler of the workspace
  excludePrivate: true,
  excludeExternals: true,
  displayBasePath: root,
  disableGit: true,
  sourceLinkTemplate: '/{path}', // taken out again: a page says the path alone
}

const demands: TypeDocOptions = {
  treatWarningsAsErrors: true,
  validation: { notExported: false, invalidLink: true, notDocumented: true }, // the first: see `checkExports`
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Variable'], // functions: `npm run check:docs`
  packagesRequiringDocumentation: packageNames,
}

const layout: TypeDocOptions & PluginOptions = {
  plugin: ['typedoc-plugin-markdown'],
  outputs: [{ name: 'markdown', path: target }],
  router: 'module',
  entryFileName: 'index',
  name: 'API reference',
  readme: 'none',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  hideGroupHeadings: true,
  useCodeBlocks: true,
  useCustomAnchors: true,
  customAnchorsFormat: 'curlyBrace',
  expandObjects: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  propertiesFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideSources: true, hideModifiers: true, hideInherited: true, hideOverrides: true },
}

const application = await Application.bootstrapWithPlugins({ ...reading, ...demands, ...layout })
keepWrittenTypes(application.converter)

application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) => {
  resolveExportedNames(project, exportedNamesOf(project))
  inheritComments(project)
  sortIntoRooms(project, entryPoints)
})
application.converter.on(Converter.EVENT_RESOLVE_END, ({ project }: Context) => {
  keepSourcesOfExports(project)
})
application.renderer.on(RendererEvent.END, ({ project }: RendererEvent) => {
  const { router } = application.renderer
  if (router !== undefined)
    writeFileSync(join(target, 'contents.json'), JSON.stringify(contentsOf(project, router)))
})

const project = await application.convert()
if (project !== undefined) {
  checkExports(project)
  application.validate(project)
  await application.generateOutputs(project)
}
const { logger } = application
process.exitCode = project === undefined || logger.hasErrors() || logger.hasWarnings() ? 1 : 0

/** Looks for names that are not exported one package after the other: TypeDoc does it for the project's own alone. */
function checkExports(checked: ProjectReflection): void {
  const { options } = application
  const others = options.getValue('validation')
  options.setValue('validation', { notExported: true, invalidLink: false, notDocumented: false })
  for (const packageName of packageNames) {
    checked.packageName = packageName
    options.setValue('intentionallyNotExported', innerNames[packageName] ?? [])
    application.validate(checked)
  }
  delete checked.packageName
  options.setValue('validation', others)
}
