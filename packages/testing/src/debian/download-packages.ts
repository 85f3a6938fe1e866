import { aptGet, type AptSettings } from './apt.ts'

/** What is downloaded, and how long that may take. */
export interface Download {
  readonly packages: readonly string[]
  /** When to give up, in milliseconds. Default: what each run of apt-get is given. */
  readonly timeoutMs?: number | undefined
}

/**
 * Downloads packages, and the libraries of theirs that the machine of `settings` lacks, into `folder`.
 *
 * @returns why it could not be done, or `undefined` when it was
 */
export async function downloadPackages(
  settings: AptSettings,
  { packages, timeoutMs }: Download,
  folder: string,
): Promise<string | undefined> {
  const simulation = ['install', '--simulate', '--no-install-recommends', ...packages]
  const plan = await aptGet(settings, simulation, { folder, timeoutMs })
  if (!plan.ok) return plan.complaint
  const files = ['download', ...packages, ...lackingLibraries(plan.stdout)]
  const { ok, complaint } = await aptGet(settings, files, { folder, timeoutMs })
  return ok ? undefined : complaint
}

/** Libraries among what apt would install (`Inst liblzf1 (3.6-3 …)`), without those that only an interpreter or a just-in-time compiler needs. */
function lackingLibraries(plan: string): readonly string[] {
  const names = plan.split('\n').map((line) => /^Inst (z?lib\S+) /.exec(line)?.[1])
  return names.filter((name) => name !== undefined).filter((name) => !/perl|llvm|z3|l10n/.test(name))
}
