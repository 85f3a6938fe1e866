/** The variable of a setting: `UNO` and `eventStore.pollIntervalMs` give `UNO_EVENT_STORE_POLL_INTERVAL_MS`. */
export function variableName(prefix: string, path: readonly string[]): string {
  return [prefix, ...path.map(inCapitals)].filter((part) => part !== '').join('_')
}

/** `POLL_INTERVAL_MS` as a setting is called: `pollIntervalMs`. */
export function settingName(variable: string): string {
  return variable.toLowerCase().replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}

function inCapitals(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()
}
