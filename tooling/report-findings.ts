/** Prints what a check found, or that all is well, and sets the exit status to match. */
export function reportFindings(subject: string, findings: readonly string[]): void {
  for (const finding of findings) console.error(finding)
  if (findings.length === 0) console.log(`${subject}: no findings`)
  else console.error(`\n${subject}: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`)
  process.exitCode = findings.length === 0 ? 0 : 1
}
