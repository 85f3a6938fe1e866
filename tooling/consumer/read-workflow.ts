/** A command of a workflow file. */
export interface WorkflowStep {
  readonly job: string
  readonly command: string
}

/**
 * Lists the `run` steps of a GitHub workflow file, in order. A step that names values of its job's matrix stands there
 * once for each of them.
 *
 * It reads what our own fixture writes: lists in brackets, commands in one line.
 */
export function readWorkflow(text: string): readonly WorkflowStep[] {
  const steps: WorkflowStep[] = []
  let job = ''
  let matrix = new Map<string, readonly string[]>()
  for (const line of text.slice(text.indexOf('\njobs:')).split('\n')) {
    const { name, key, values, command } =
      /^ {2}(?<name>[\w-]+):$|^ {8}(?<key>[\w-]+): \[(?<values>.*)\]$|^ {6}- run: (?<command>.+)$/.exec(line)
        ?.groups ?? {}
    if (name !== undefined) [job, matrix] = [name, new Map()]
    if (key !== undefined) matrix.set(key, values?.split(',').map((value) => value.trim()) ?? [])
    if (command !== undefined) steps.push(...expand(command, matrix).map((each) => ({ job, command: each })))
  }
  return steps
}

function expand(command: string, matrix: ReadonlyMap<string, readonly string[]>): readonly string[] {
  let commands = [command]
  for (const [key, values] of matrix) {
    const place = `\${{ matrix.${key} }}`
    if (command.includes(place))
      commands = commands.flatMap((each) => values.map((value) => each.replaceAll(place, value)))
  }
  return commands
}
