/**
 * A manifest's sentence without its places for values: "Mark the order {orderId} as shipped with {trackingNumber}" →
 * "Mark the order as shipped". The title where too little is left to be a sentence.
 */
export function plainSentence(sentence: string, title: string): string {
  const words = sentence.split(/\s+/).filter((word) => word !== '')
  const kept: string[] = []
  for (const word of words) {
    if (!word.includes('{')) {
      kept.push(word)
      continue
    }
    const before = kept.at(-1)
    if (before !== undefined && joining.has(before.toLowerCase())) kept.pop()
  }
  return kept.length >= 2 ? kept.join(' ') : title
}

const joining = new Set(['with', 'of', 'to', 'for', 'from', 'at', 'in', 'on', 'by'])
