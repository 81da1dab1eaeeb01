import { createEmptyHistoryState, registerHistory } from '@lexical/history'
import { registerPlainText } from '@lexical/plain-text'
import type { TemplatePart } from '@patchbay/flow/mapping'
import {
  $getNodeByKey,
  $getRoot,
  $getSelection,
  $isNodeSelection,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_HIGH,
  createEditor,
  KEY_BACKSPACE_COMMAND,
  KEY_DELETE_COMMAND,
  KEY_DOWN_COMMAND,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
} from 'lexical'
import { $createChipNode, $isChipNode, type ChipData, ChipNode } from './chip-node.ts'
import { $readParts, $writeParts } from './template-state.ts'

export type TextEditorEvents = {
  onParts: (parts: TemplatePart[]) => void
  onChips: (chips: Readonly<Record<string, ChipData>>) => void
  /** `/` or `{` was typed: the key is put in after all when no value is picked. */
  onAsk: (typed: string) => void
}

export type TextEditor = {
  attach: (element: HTMLElement, options: { multiline: boolean }) => () => void
  write: (parts: readonly TemplatePart[]) => void
  /** Where the caret is, or at the end. */
  insert: (data: ChipData | string) => void
  append: (words: string) => void
  replace: (key: string, data: ChipData) => void
  remove: (key: string) => void
  elementOf: (key: string) => HTMLElement | null
  focus: () => void
  setEditable: (editable: boolean) => void
}

/** Words with values among them: a plain text editor that knows one thing more, the chip. */
export function createTextEditor(events: () => TextEditorEvents): TextEditor {
  const editor = createEditor({
    namespace: 'patchbay-text',
    nodes: [ChipNode],
    onError: (error) => {
      throw error
    },
  })
  return {
    attach: (element, options) => attach(editor, events, { element, ...options }),
    write: (parts) => editor.update(() => $writeParts(parts), { tag: 'history-merge', discrete: true }),
    insert: (data) => editor.update(() => $insert(data)),
    append: (words) => editor.update(() => $getRoot().selectEnd().insertText(words)),
    replace: (key, data) =>
      editor.update(() => {
        $getNodeByKey(key)?.replace($createChipNode(data))
      }),
    remove: (key) =>
      editor.update(() => {
        $getNodeByKey(key)?.remove()
      }),
    elementOf: (key) => editor.getElementByKey(key),
    focus: () => editor.focus(),
    setEditable: (editable) => editor.setEditable(editable),
  }
}

function attach(
  editor: LexicalEditor,
  events: () => TextEditorEvents,
  { element, multiline }: { element: HTMLElement; multiline: boolean },
): () => void {
  const undo = [
    registerPlainText(editor),
    registerHistory(editor, createEmptyHistoryState(), 300),
    editor.registerUpdateListener(({ editorState, dirtyElements, dirtyLeaves }) => {
      if (dirtyElements.size > 0 || dirtyLeaves.size > 0) editorState.read(() => events().onParts($readParts()))
    }),
    editor.registerDecoratorListener<ChipData>((chips) => events().onChips(chips)),
    editor.registerCommand(KEY_DOWN_COMMAND, (event) => asks(event, events().onAsk), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_ENTER_COMMAND, (event) => !multiline && stopped(event), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_BACKSPACE_COMMAND, (event) => $removeChosen() && stopped(event), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_DELETE_COMMAND, (event) => $removeChosen() && stopped(event), COMMAND_PRIORITY_HIGH),
  ]
  // Last: it draws what is there already, and the listeners above are to hear of it.
  editor.setRootElement(element)
  return () => {
    for (const one of undo) one()
    editor.setRootElement(null)
  }
}

/** A slash asks for a value only where a word begins: addresses and dates have slashes too. */
function asks(event: KeyboardEvent, onAsk: (typed: string) => void): boolean {
  if (event.ctrlKey || event.metaKey || event.isComposing || (event.key !== '/' && event.key !== '{')) return false
  if (event.key === '/' && !$isAtWordStart()) return false
  onAsk(event.key)
  return stopped(event)
}

function $isAtWordStart(): boolean {
  const selection = $getSelection()
  if (!$isRangeSelection(selection)) return true
  const node = selection.anchor.getNode()
  if (!$isTextNode(node)) return true
  const before = node.getTextContent().slice(0, selection.anchor.offset)
  return before === '' || /\s$/.test(before)
}

function $removeChosen(): boolean {
  const selection = $getSelection()
  if (!$isNodeSelection(selection)) return false
  const chips = selection.getNodes().filter($isChipNode)
  for (const chip of chips) {
    chip.selectNext(0, 0)
    chip.remove()
  }
  return chips.length > 0
}

function $insert(data: ChipData | string): void {
  const found = $getSelection()
  const selection = $isRangeSelection(found) ? found : $getRoot().selectEnd()
  if (typeof data === 'string') selection.insertText(data)
  else selection.insertNodes([$createChipNode(data)])
}

function stopped(event: KeyboardEvent | null): boolean {
  event?.preventDefault()
  return true
}
