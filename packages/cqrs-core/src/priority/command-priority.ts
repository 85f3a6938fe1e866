/** How urgent a command is. */
export type CommandPriority = 'critical' | 'high' | 'normal' | 'low'

/** The priorities, the most urgent first. */
export const commandPriorities: readonly CommandPriority[] = ['critical', 'high', 'normal', 'low']
