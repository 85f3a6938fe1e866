import { InvalidArgumentError } from '@uno-ts/types'

/** A pattern of SQL's `like` as a regular expression: `%` is any text, `_` any character, `\` escapes. */
export function likePattern(pattern: string, { ignoreCase }: { readonly ignoreCase: boolean }): RegExp {
  let source = ''
  const characters = Array.from(pattern) // by code point, as the database counts
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? ''
    if (character === '\\') {
      const escaped = characters[++index]
      if (escaped === undefined) {
        throw new InvalidArgumentError('the pattern ends in an escape "\\" without a character')
      }
      source += literally(escaped)
    } else if (character === '%') source += '.*'
    else if (character === '_') source += '.'
    else source += literally(character)
  }
  return new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su')
}

function literally(character: string): string {
  return /[\\^$.*+?()[\]{}|]/.test(character) ? `\\${character}` : character
}
