import type { LookupManifest } from '@patchbay/connector-sdk/manifest'
import { Combobox } from '@patchbay/ui/combobox'
import { useState } from 'react'
import { readinessOf, readinessWords } from '../lookup.ts'
import { useLookup } from '../use-lookup.ts'
import { TextValue, textOf } from './text-value.tsx'
import { ariaOf, type ValueProps } from './value-props.ts'

/** A drop-down that the vendor fills. What is chosen keeps being shown, whether the vendor still offers it or not. */
export function LookupValue(props: ValueProps & { lookup: LookupManifest }) {
  const { value, onChange, spec, form, lookup, disabled } = props
  const [wanted, setWanted] = useState(false)
  const readiness = readinessOf(lookup, form)
  const connector = form.connector
  const chosen = value === undefined || value === null || value === '' ? null : textOf(value)
  const source =
    readiness.kind === 'ready' && connector !== null && spec.lookup !== undefined
      ? { connector: connector.id, connectionId: readiness.connectionId, lookup: spec.lookup, params: readiness.params }
      : null
  // With a value the list is asked at once, for the name that the value goes by.
  const { options, labelOf, loading, error, complete, search, more, retry } = useLookup(
    source,
    wanted || chosen !== null,
  )
  if (readiness.kind === 'mapped')
    return (
      <>
        <TextValue {...props} />
        <p className="text-ink-3 text-small">{readinessWords(readiness, connector?.title ?? 'this')}</p>
      </>
    )
  const known = options.find((option) => option.value === chosen)
  const waits = readiness.kind === 'ready' ? null : readinessWords(readiness, connector?.title ?? 'this')
  const numeric = spec.type === 'number' || spec.type === 'integer'
  return (
    <>
      <Combobox
        {...ariaOf(props)}
        value={chosen}
        valueLabel={chosen === null ? undefined : (labelOf(chosen) ?? chosen)}
        disabled={disabled || (waits !== null && chosen === null)}
        placeholder={waits ?? 'Choose'}
        searchPlaceholder={`Search ${lookup.title.toLowerCase()}`}
        options={options.map(({ value: id, label, hint }) => ({
          value: id,
          label,
          ...(hint === undefined ? {} : { help: hint }),
        }))}
        onValueChange={(next) => onChange(next === null ? undefined : numeric ? Number(next) : next)}
        onOpenChange={(open) => (open ? setWanted(true) : undefined)}
        onSearch={lookup.searches ? search : undefined}
        loading={loading}
        error={waits ?? error}
        onRetry={waits === null ? retry : undefined}
        onMore={more}
        clearLabel={spec.required ? undefined : 'Leave empty'}
        empty={`${connector?.title ?? 'The app'} has nothing that fits.`}
      />
      {chosen !== null && complete && known === undefined ? (
        <p className="text-attn text-small">
          {connector?.title ?? 'The app'} does not list “{chosen}” any more. It is still sent; choose another if that is
          wrong.
        </p>
      ) : null}
      {error !== undefined && chosen !== null && options.length === 0 ? (
        <p className="text-ink-3 text-small">{error}</p>
      ) : null}
    </>
  )
}
