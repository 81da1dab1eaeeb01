/** An id that no step has yet: "label2" beside "label". */
export function freeId(base: string, taken: ReadonlySet<string>): string {
  const stem = base.replace(/\d+$/, '').slice(0, 36) || 'step'
  let number = 2
  while (taken.has(`${stem}${number}`)) number += 1
  return `${stem}${number}`
}
