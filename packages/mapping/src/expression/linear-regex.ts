import { RE2JS } from 're2js'

/**
 * Stands in for RegExp inside JSONata: the same matches in time linear in the text, whatever the pattern. JSONata has
 * parsed the literal to a RegExp already, which compiles nothing until it is executed, and it never is.
 */
export const LinearRegex = new Proxy(RegExp, {
  construct: (_target, [pattern]) => createLinearRegex(pattern),
})

function createLinearRegex(pattern: unknown) {
  if (!(pattern instanceof RegExp)) throw new Error('A regular expression must be written as a literal, /…/.')
  const regex = compile(pattern)
  return {
    lastIndex: 0,
    /** Searches from `lastIndex` on and moves it behind the match, as a global RegExp does. */
    exec(text: string) {
      const matcher = regex.matcher(text)
      if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
        this.lastIndex = 0
        return null
      }
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? undefined)
      this.lastIndex = matcher.end()
      return Object.assign(groups, { index: matcher.start() })
    },
  }
}

function compile(pattern: RegExp): RE2JS {
  const flags = (pattern.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (pattern.multiline ? RE2JS.MULTILINE : 0)
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern), flags)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The regular expression /${pattern.source}/ cannot be used: ${reason}. Look-around and back-references are not supported.`,
    )
  }
}
