import type { TemplatePart } from '@patchbay/flow/mapping'
import {
  $createLineBreakNode,
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $isElementNode,
  $isLineBreakNode,
  $isTextNode,
  type LexicalNode,
} from 'lexical'
import { $createChipNode, $isChipNode } from './chip-node.ts'

/** Writes a template's parts into the editor, in place of what is there. */
export function $writeParts(parts: readonly TemplatePart[]): void {
  const paragraph = $createParagraphNode()
  for (const part of parts) {
    if ('ref' in part) paragraph.append($createChipNode(part))
    else paragraph.append(...nodesOfText(part.text))
  }
  $getRoot().clear().append(paragraph)
}

/** What the editor holds as a template's parts; words that stand side by side are one part. */
export function $readParts(): TemplatePart[] {
  const parts: TemplatePart[] = []
  const say = (text: string) => {
    const last = parts.at(-1)
    if (text === '') return
    if (last !== undefined && 'text' in last) parts[parts.length - 1] = { text: last.text + text }
    else parts.push({ text })
  }
  $getRoot()
    .getChildren()
    .forEach((block, index) => {
      if (index > 0) say('\n')
      for (const node of $isElementNode(block) ? block.getChildren() : [block]) readNode(node, { say, parts })
    })
  return parts
}

function readNode(node: LexicalNode, { say, parts }: { say: (text: string) => void; parts: TemplatePart[] }): void {
  if ($isChipNode(node)) parts.push(node.data)
  else if ($isLineBreakNode(node)) say('\n')
  else if ($isTextNode(node)) say(node.getTextContent())
}

function nodesOfText(text: string): LexicalNode[] {
  return text
    .split('\n')
    .flatMap((line, index) => [
      ...(index > 0 ? [$createLineBreakNode()] : []),
      ...(line === '' ? [] : [$createTextNode(line)]),
    ])
}
