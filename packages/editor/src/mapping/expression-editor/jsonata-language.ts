import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language'
import { tags } from '@lezer/highlight'

type State = { inComment: boolean }

/** JSONata's words, for colour only: whether it can be read is asked of JSONata itself. */
export const jsonataLanguage = StreamLanguage.define<State>({
  startState: () => ({ inComment: false }),
  token(stream, state) {
    if (state.inComment || stream.match('/*')) return comment(stream, state)
    if (stream.eatSpace()) return null
    if (stream.match(/^"(?:\\.|[^"\\])*"?/) || stream.match(/^'(?:\\.|[^'\\])*'?/)) return 'string'
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
    if (stream.match(/^\$[A-Za-z_]\w*(?=\s*\()/)) return 'function'
    if (stream.match(/^\$\$?[A-Za-z_]?\w*/)) return 'variable'
    if (stream.match(/^(?:and|or|in|true|false|null|function)\b/)) return 'keyword'
    if (stream.match(/^(?:[A-Za-z_]\w*|`[^`]*`?)/)) return 'path'
    stream.next()
    return null
  },
  tokenTable: {
    function: tags.function(tags.variableName),
    variable: tags.special(tags.variableName),
    path: tags.propertyName,
  },
  languageData: { closeBrackets: { brackets: ['(', '[', '{', '"', '`'] } },
})

export const jsonataColours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.string, color: 'var(--ok)' },
    { tag: tags.number, color: 'var(--wait)' },
    { tag: tags.keyword, color: 'var(--wait)' },
    { tag: tags.propertyName, color: 'var(--signal)' },
    { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
    { tag: tags.function(tags.variableName), color: 'var(--ink)' },
    { tag: tags.special(tags.variableName), color: 'var(--retry)' },
  ]),
)

function comment(stream: StringStream, state: State): string {
  state.inComment = !stream.skipTo('*/')
  if (state.inComment) stream.skipToEnd()
  else stream.match('*/')
  return 'comment'
}
