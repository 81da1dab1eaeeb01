import { VendorMark } from '@patchbay/ui/vendor-tile'
import type { FlowDocumentation } from '../../trpc/types.ts'
import { sentenceCase } from '../shared/words.ts'

type DocumentedStep = FlowDocumentation['steps'][number]

/** In the order of a run; what stands in a loop or in branches side by side is set in. */
export function DocumentedSteps({ steps }: { steps: readonly DocumentedStep[] }) {
  return (
    <ol className="flex flex-col gap-5">
      {steps.map((step) => (
        <li key={step.id} className={`break-inside-avoid ${indents[Math.min(step.depth, indents.length - 1)]}`}>
          <OneStep step={step} />
        </li>
      ))}
    </ol>
  )
}

const indents = [
  '',
  'border-line-2 border-l-2 pl-4',
  'ml-4 border-line-2 border-l-2 pl-4',
  'ml-8 border-line-2 border-l-2 pl-4',
]

function OneStep({ step }: { step: DocumentedStep }) {
  const name = step.name === '' ? 'Without a name' : step.name
  return (
    <>
      <h3 className="flex items-center gap-2 text-h3">
        <span className="text-ink-3 tabular-nums">{step.number}.</span>
        {step.connector === null ? null : <VendorMark connector={step.connector} size={15} />}
        {name}
      </h3>
      <p className="text-ink-2">
        {sentenceCase(step.does)}
        {step.connection === null ? '' : `, with ${step.connection}`}
      </p>
      {step.note === null ? null : <p className="mt-1 whitespace-pre-wrap text-ink-2">Note: {step.note}</p>}
      {step.facts.length === 0 ? null : (
        <table className="mt-2 w-full border-collapse text-left text-ui">
          <caption className="sr-only">Settings of {name}</caption>
          <tbody>
            {step.facts.map(({ label, words }) => (
              <tr key={label} className="border-line border-t align-top">
                <th scope="row" className="w-52 py-1 pr-3 font-normal text-ink-3 max-md:w-32">
                  {label}
                </th>
                <td className="break-words py-1">{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {step.next.length === 0 ? null : (
        <p className="mt-1.5 text-ink-3 text-small">
          {step.next.map(({ way, number, name: to }) => `${way ?? 'Then'}: ${number}. ${to}`).join(' · ')}
        </p>
      )}
    </>
  )
}
