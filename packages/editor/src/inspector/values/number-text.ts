/** A number as people write it, or null: "1 200", "12,5", "1,200.50". */
export function readNumber(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f’']/g, '')
  if (!/^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(plain)) return null
  const number = Number(withPoint(plain))
  return Number.isFinite(number) ? number : null
}

/** With both signs the last one parts the decimals; a comma alone does, unless just three digits follow it. */
function withPoint(text: string): string {
  const comma = text.lastIndexOf(',')
  if (comma < 0) return text
  if (comma < text.lastIndexOf('.')) return text.replaceAll(',', '')
  const isDecimal = text.includes('.') || (text.indexOf(',') === comma && !/^\d{3}$/.test(text.slice(comma + 1)))
  return isDecimal ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '')
}
