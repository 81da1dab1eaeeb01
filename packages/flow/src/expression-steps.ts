/** Step ids that a JSONata source names as `steps.<id>`, each once. Text in quotes and comments does not count. */
export function expressionSteps(source: string): string[] {
  const ids = new Set<string>()
  for (const match of withoutText(source).matchAll(STEP_NAME)) if (match[1] !== undefined) ids.add(match[1])
  return [...ids]
}

/** The source with step ids exchanged; ids that the map lacks stay. */
export function renameExpressionSteps(source: string, newIds: ReadonlyMap<string, string>): string {
  const plain = withoutText(source)
  let renamed = ''
  let copied = 0
  for (const match of plain.matchAll(STEP_NAME)) {
    const id = match[1]
    const newId = id === undefined ? undefined : newIds.get(id)
    if (id === undefined || newId === undefined) continue
    const end = match.index + match[0].length
    renamed += source.slice(copied, end - id.length) + newId
    copied = end
  }
  return renamed + source.slice(copied)
}

/** Whether a JSONata source names `run`, or a function that is a constant of it. */
export function expressionNamesRun(source: string): boolean {
  return /(?<![.\w$])run\s*\.|\$(now|millis|random|shuffle)\b/.test(withoutText(source))
}

/** Not after a dot or a letter: `order.steps.x` is a field of an order. */
const STEP_NAME = /(?<![.\w$])steps\s*\.\s*([A-Za-z]\w*)/g

/** Same length, with strings and comments blanked out. */
function withoutText(source: string): string {
  return source.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\*[\s\S]*?\*\//g, (text) => ' '.repeat(text.length))
}
