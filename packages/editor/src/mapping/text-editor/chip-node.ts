import type { IfMissing, Reference } from '@patchbay/flow/mapping'
import {
  $applyNodeReplacement,
  DecoratorNode,
  type EditorConfig,
  type LexicalEditor,
  type NodeKey,
  type SerializedLexicalNode,
} from 'lexical'

export type ChipData = { ref: Reference; ifMissing?: IfMissing }

type SerializedChip = SerializedLexicalNode & { data: ChipData }

/** A value among words. React draws it; the editor only knows that it is one thing, which a key removes whole. */
export class ChipNode extends DecoratorNode<ChipData> {
  readonly data: ChipData

  static override getType(): string {
    return 'chip'
  }

  static override clone(node: ChipNode): ChipNode {
    return new ChipNode(node.data, node.__key)
  }

  static override importJSON(serialized: SerializedChip): ChipNode {
    return $createChipNode(serialized.data)
  }

  constructor(data: ChipData, key?: NodeKey) {
    super(key)
    this.data = data
  }

  override exportJSON(): SerializedChip {
    return { ...super.exportJSON(), data: this.data }
  }

  override createDOM(_config: EditorConfig, _editor: LexicalEditor): HTMLElement {
    const element = document.createElement('span')
    element.className = 'mx-0.5 inline-flex max-w-full align-middle'
    return element
  }

  override updateDOM(): false {
    return false
  }

  override isInline(): true {
    return true
  }

  override isKeyboardSelectable(): boolean {
    return true
  }

  /** So that a text with nothing but a value in it does not count as empty. */
  override getTextContent(): string {
    return '\uFFFC'
  }

  override decorate(): ChipData {
    return this.data
  }
}

export function $createChipNode(data: ChipData): ChipNode {
  return $applyNodeReplacement(new ChipNode(data))
}

export function $isChipNode(node: unknown): node is ChipNode {
  return node instanceof ChipNode
}
