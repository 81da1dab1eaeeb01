import { describeCondition } from '@patchbay/flow/describe'
import type { FlowDocument, Step } from '@patchbay/flow/document'
import type { Condition, Mapping } from '@patchbay/flow/mapping'
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
      if (isUnset(condition)) return []
      // The step it comes from stands above on the canvas; its field is what is asked.
      const words = describeCondition(document, condition)
      return textWidth(words, 12) * lighter <= widthPx ? [[port, words]] : []
    }),
  )
}

/** Nobody has said yet what is compared. */
export const isUnset = (condition: Condition) =>
  condition.kind === 'compare' && isNothing(condition.left) && isNothing(condition.right)
const isNothing = (side: Mapping | undefined) => side?.kind === 'constant' && side.value === null

/** The second line is not semi-bold, for which `textWidth` counts. */
const lighter = 0.94
