/** A path with its values percent-encoded: path`/v1/refunds/${id}`. */
export function path(strings: TemplateStringsArray, ...values: (string | number)[]): string {
  return strings.reduce((text, part, i) => text + encodeURIComponent(String(values[i - 1])) + part)
}
