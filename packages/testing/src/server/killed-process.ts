import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Runs a module in a process of its own, waits until it calls `report(facts)`, and kills it with `SIGKILL`.
 *
 * @returns the facts it reported
 */
export async function killedProcess<Facts>(module: string): Promise<Facts> {
  const report =
    'const report = (facts) => { console.log(JSON.stringify(facts)); setInterval(() => {}, 1000) };'
  const flags = ['--conditions=@uno-ts/source', '--input-type=module', '--eval', report + module]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), exit])
  child.kill('SIGKILL')
  await exit
  return JSON.parse(String(line)) as Facts // the module above says what it reports
}
