/** Hands a flow to the browser as a file, named after it: `order-journey.flow.json`. */
export function saveFlowFile(file: { name: string }): void {
  const words = file.name.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, '-')
  const name = words.replace(/^-|-$/g, '')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' }))
  link.download = `${name === '' ? 'flow' : name}.flow.json`
  link.click()
  URL.revokeObjectURL(link.href)
}
