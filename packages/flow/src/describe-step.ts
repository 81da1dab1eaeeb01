import { approverWords, eventWords, flowWords, joinWords, matchWords, scopeWords } from './changes/describe-control.ts'
import { type ChangeContext, describeAction, describeWait } from './changes/describe-property.ts'
import { describeTrigger } from './changes/describe-trigger.ts'
import { describeCondition, describeMapping } from './describe.ts'
import type { FlowDocument, Step } from './document.ts'

/** What a step does, as a sentence without its full stop: "Wait for “Shipment is delivered” where Order is Order › Id". */
export function describeStep(
  { document, step }: { document: FlowDocument; step: Step },
  context: Omit<ChangeContext, 'connections'>,
): string {
  switch (step.kind) {
    case 'trigger':
      return describeTrigger(step.trigger, context.manifests)
    case 'action':
      return describeAction(context, step)
    case 'branch':
      return `Goes one way: ${[...step.cases.map(({ label }) => label), step.otherwiseLabel].join(', ')}`
    case 'filter':
      return `Goes on only if ${describeCondition(document, step.condition)}`
    case 'set':
      return `Sets ${Object.keys(step.fields).join(', ') || 'nothing yet'}`
    case 'loop':
      return loopWords(document, step)
    case 'repeat':
      return `Again until ${describeCondition(document, step.until)}, at most ${step.maxTimes} times`
    case 'parallel':
      return `All at once; goes on ${joinWords(step.join)}`
    case 'scope':
      return `Tries; ${scopeWords(step)}`
    case 'wait':
      return `Waits ${describeWait(document, step)}`
    case 'event':
      return `Waits for ${eventWords(context, step)} where ${matchWords(document, step)}`
    case 'approval':
      return `Asks ${approverWords(context, step)} to approve`
    case 'subflow':
      return `Runs ${flowWords(context, step)}${step.mode === 'wait' ? ' and waits for what it gives' : ' and goes on'}`
    case 'answer':
      return 'Answers the caller'
    case 'stop':
      return { succeeded: 'Ends the run', failed: 'Ends the run as failed', cancelled: 'Cancels the run' }[step.outcome]
  }
}

function loopWords(document: FlowDocument, { list, concurrency, batchSize = 1 }: Step & { kind: 'loop' }): string {
  const each = batchSize === 1 ? 'For each of' : `For each ${batchSize} of`
  const pace = concurrency === 1 ? 'one after the other' : `${concurrency} at a time`
  return `${each} ${describeMapping(document, list)}, ${pace}`
}
