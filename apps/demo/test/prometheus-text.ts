/** One line of measurement. */
interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

/** What belongs to one name. */
interface Family {
  type: string | undefined
  hasHelp: boolean
  readonly samples: Sample[]
}

const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/**
 * What is wrong with a page in the text format of Prometheus, version 0.0.4, one sentence each; none when a scraper takes
 * it and `promtool check metrics` has nothing to say.
 */
export function wrongWithMetrics(page: string): readonly string[] {
  const wrong: string[] = []
  const families = new Map<string, Family>()
  const series = new Set<string>()
  let last: string | undefined
  const family = (name: string): Family => {
    const known = families.get(name) ?? { type: undefined, hasHelp: false, samples: [] }
    if (families.has(name) && last !== name) wrong.push(`${name} stands in two places`)
    families.set(name, known)
    last = name
    return known
  }
  if (!page.endsWith('\n')) wrong.push('the last line does not end')
  for (const line of page.split('\n')) {
    if (line === '') continue
    const [, keyword, named = '', rest = ''] =
      /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line) ?? []
    if (keyword === 'HELP') {
      const { hasHelp } = family(named)
      if (hasHelp || rest === '') wrong.push(`${named} is explained twice, or not`)
      family(named).hasHelp = true
    } else if (keyword === 'TYPE') {
      const { type, samples } = family(named)
      if (type !== undefined || samples.length > 0) wrong.push(`${named} says its type late, or twice`)
      if (!types.includes(rest)) wrong.push(`${named} is of no type there is: ${rest}`)
      family(named).type = rest
    } else if (!line.startsWith('#')) {
      const sample = sampleOf(line)
      if (sample === undefined) {
        wrong.push(`not a sample: ${line}`)
        continue
      }
      const key = `${sample.name}${keyOf([...sample.labels])}`
      if (series.has(key)) wrong.push(`the same series twice: ${line}`)
      series.add(key)
      family(familyOf(sample.name, families)).samples.push(sample)
    }
  }
  for (const [name, found] of families) wrong.push(...wrongWithFamily(name, found))
  return wrong
}

function familyOf(name: string, families: ReadonlyMap<string, Family>): string {
  const base = name.replace(/_(?:bucket|sum|count)$/, '')
  const type = families.get(base)?.type
  return type === 'histogram' || (type === 'summary' && !name.endsWith('_bucket')) ? base : name
}

function wrongWithFamily(name: string, { type, hasHelp, samples }: Family): readonly string[] {
  if (type === undefined) return [`${name} has no type`]
  const wrong = hasHelp ? [] : [`${name} is not explained`]
  if ((type === 'counter') !== name.endsWith('_total')) wrong.push(`${name} is a ${type}`)
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0))) wrong.push(`${name} is negative`)
  if (type === 'histogram') wrong.push(...wrongWithHistogram(name, samples))
  else if (samples.some((sample) => sample.name !== name)) wrong.push(`${name} has samples of other names`)
  return wrong
}

function wrongWithHistogram(name: string, samples: readonly Sample[]): readonly string[] {
  const byLabels = Map.groupBy(samples, ({ labels }) =>
    keyOf([...labels].filter(([label]) => label !== 'le')),
  )
  return [...byLabels].flatMap(([labels, group]) => {
    const where = `${name}${labels}`
    const valueOf = (suffix: string) => group.find((sample) => sample.name === `${name}_${suffix}`)?.value
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`)
    const bounds = buckets.map((sample) => numberOf(sample.labels.get('le') ?? '') ?? Number.NaN)
    const counts = buckets.map(({ value }) => value)
    const grows = (numbers: readonly number[], strictly: boolean) =>
      numbers.every((number, at) => {
        const before = numbers[at - 1]
        return before === undefined || (strictly ? number > before : number >= before)
      })
    return [
      ...(grows(bounds, true) && bounds.at(-1) === Infinity ? [] : [`${where} has no row of bounds to +Inf`]),
      ...(grows(counts, false) ? [] : [`${where} counts less in a larger bucket`]),
      ...(counts.at(-1) === valueOf('count') ? [] : [`${where} counts otherwise than its last bucket`]),
      ...(valueOf('sum') === undefined ? [`${where} has no sum`] : []),
    ]
  })
}

function sampleOf(line: string): Sample | undefined {
  const [, name, , inner = '', text = ''] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+)(?: -?\d+)?$/.exec(line) ?? []
  const value = numberOf(text)
  const labels = labelsOf(inner)
  return name === undefined || value === undefined || labels === undefined
    ? undefined
    : { name, labels, value }
}

/** `a="1",b="2"`; `undefined` when it is not that, or a label stands there twice. */
function labelsOf(text: string): ReadonlyMap<string, string> | undefined {
  const labels = new Map<string, string>()
  const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y
  while (label.lastIndex < text.length) {
    const [, name = '', value = ''] = label.exec(text) ?? []
    if (name === '' || labels.has(name)) return undefined
    labels.set(name, value)
  }
  return labels
}

function numberOf(text: string): number | undefined {
  if (text === '+Inf' || text === 'Inf') return Infinity
  if (text === '-Inf') return -Infinity
  if (text === 'NaN') return Number.NaN
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

/** The same for the same labels, in whatever order. */
function keyOf(labels: readonly (readonly [string, string])[]): string {
  return JSON.stringify(labels.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
