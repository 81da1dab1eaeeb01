/** Values of a template's parameters, or `null`. A parameter may share its segment with text: `/orders/{id}.json`. */
function matchPath(template: string, path: string): Record<string, string> | null {
  const names: string[] = []
  const pattern = template
    .split(/(\{[^}]+\})/)
    .map((part) => {
      const name = /^\{([^}]+)\}$/.exec(part)?.[1]
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(name)
      return '([^/]+)'
    })
    .join('')
  const match = new RegExp(`^${pattern}$`).exec(path)
  if (match === null) return null
  return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')]))
}

/** The template that fits best: the one with the fewest parameters. */
export function bestTemplate(templates: string[], path: string): string | null {
  const fitting = templates.filter((template) => matchPath(template, path) !== null)
  const weight = (template: string) => template.split('{').length
  return fitting.sort((a, b) => weight(a) - weight(b))[0] ?? null
}
