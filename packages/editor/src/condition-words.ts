import { describeCondition } from '@patchbay/flow/describe'
import type { FlowDocument, Step } from '@patchbay/flow/document'
import { textWidth } from './text-width.ts'

/** A branch's conditions in words by its jacks, a filter's by `out`; those that fit into `widthPx` of a second line. */
export function conditionWords(document: FlowDocument, step: Step, widthPx: number): ReadonlyMap<string, string> {
  const conditions =
    step.kind === 'branch'
      ? step.cases.map(({ id, condition }) => ({ port: id, condition }))
      : step.kind === 'filter'
        ? [{ port: 'out', condition: step.condition }]
        : []
  return new Map(
    conditions.flatMap(({ port, condition }): [string, string][] => {
      // The step it comes from stands above on the canvas; its field is what is asked.
      const words = describeCondition(document, condition)
      return textWidth(words, 12) * lighter <= widthPx ? [[port, words]] : []
    }),
  )
}

/** The second line is not semi-bold, for which `textWidth` counts. */
const lighter = 0.94
