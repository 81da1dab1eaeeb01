import { Check, Minus, TriangleAlert } from 'lucide-react'

type Scope = { name: string; title: string; optional: boolean; granted?: boolean }

/** What a sign-in lets flows do, in words; what was not granted is flagged. */
export function ScopeList({ scopes }: { scopes: readonly Scope[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {scopes.map((scope) => (
        <li key={scope.name} className="flex items-start gap-2">
          <Mark scope={scope} />
          <span className="min-w-0" title={scope.name}>
            {scope.title}
            {scope.granted === false ? (
              <span className={scope.optional ? 'text-ink-3' : 'text-attn'}>
                {scope.optional ? ' · optional, not granted' : ' · not granted'}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Mark({ scope }: { scope: Scope }) {
  const Icon = scope.granted !== false ? Check : scope.optional ? Minus : TriangleAlert
  const tone = Icon === TriangleAlert ? 'text-attn' : 'text-ink-3'
  return <Icon size={14} strokeWidth={1.75} className={`mt-0.75 flex-none ${tone}`} aria-hidden="true" />
}
