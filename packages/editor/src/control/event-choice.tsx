import { Select } from '@patchbay/ui/select'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField } from '../inspector/field-problem.tsx'
import { eventApps } from './change-trigger.ts'

export type EventChoiceProps = {
  stepId: string
  /** Before `connector` and `event`, dotted as in a Problem: `trigger.`. */
  at: string
  connector: string
  event: string
  onChoose: (connector: string, event: string) => void
}

/** Which app tells, and of what. */
export function EventChoice({ stepId, at, connector: id, event: name, onChoose }: EventChoiceProps) {
  const { manifests, mayEdit } = useEditorScope()
  const connector = manifests[id]
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <FormField stepId={stepId} path={`${at}connector`} label="App">
        {(control) => (
          <Select
            {...control}
            value={id}
            disabled={!mayEdit}
            options={eventApps(manifests).map((app) => ({
              value: app.id,
              label: app.title,
              icon: <VendorMark connector={app.id} size={14} />,
            }))}
            onValueChange={(next) => onChoose(next, Object.keys(manifests[next]?.triggers ?? {})[0] ?? name)}
          />
        )}
      </FormField>
      <FormField stepId={stepId} path={`${at}event`} label="Event">
        {(control) => (
          <Select
            {...control}
            value={connector?.triggers[name] === undefined ? null : name}
            disabled={!mayEdit || connector === undefined}
            options={Object.entries(connector?.triggers ?? {}).map(([event, { title, description }]) => ({
              value: event,
              label: title,
              ...(description === title ? {} : { help: description }),
            }))}
            onValueChange={(next) => onChoose(id, next)}
          />
        )}
      </FormField>
    </div>
  )
}
