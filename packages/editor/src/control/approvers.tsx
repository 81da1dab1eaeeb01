import type { ApprovalStep } from '@patchbay/flow/document'
import { Avatar } from '@patchbay/ui/avatar'
import { Menu } from '@patchbay/ui/menu'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { PersonChoice } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { InlineSelect, Sentence } from '../inspector/sentence.tsx'

type Asked = ApprovalStep['approvers']
type Role = NonNullable<Asked['role']>

export type ApproversProps = {
  step: ApprovalStep
  /** Answers why the change was refused. */
  put: (approvers: Asked) => { message: string } | null
}

/** People by name, a role, or both; the first answer counts. */
export function Approvers({ step, put }: ApproversProps) {
  const { mayEdit, people = [] } = useEditorScope()
  const [refused, setRefused] = useState<string | null>(null)
  const { approvers } = step
  const set = (change: Partial<Asked>) => setRefused(put({ ...approvers, ...change })?.message ?? null)
  const free = people.filter(({ id, role }) => role !== 'viewer' && !approvers.people.includes(id))
  return (
    <div data-field="approvers">
      <div className="flex flex-wrap items-center gap-1.25" data-field="approvers.people">
        {approvers.people.map((id) => (
          <PersonWord
            key={id}
            person={people.find((each) => each.id === id)}
            onRemove={mayEdit ? () => set({ people: approvers.people.filter((each) => each !== id) }) : undefined}
          />
        ))}
        {mayEdit && free.length > 0 ? (
          <Menu
            trigger={
              <button
                type="button"
                className="inline-flex h-7 items-center gap-1 rounded-[6px] border border-line-ui border-dashed bg-surface px-1.75 text-ink-2 text-small hover:text-ink"
              >
                <Plus size={12} strokeWidth={1.75} aria-hidden="true" />
                Add a person
              </button>
            }
            items={free.map(({ id, name, role }) => ({
              label: name,
              help: ROLE_NAMES[role],
              icon: <Avatar name={name} size={20} />,
              onSelect: () => set({ people: [...approvers.people, id] }),
            }))}
          />
        ) : null}
      </div>
      <Sentence className="mt-1">
        {approvers.people.length === 0 ? 'Asked is' : 'Asked is also'}{' '}
        <InlineSelect
          label="A role that is asked"
          value={approvers.role ?? 'nobody'}
          disabled={!mayEdit}
          options={[{ value: 'nobody', label: approvers.people.length === 0 ? 'nobody yet' : 'nobody else' }, ...ROLES]}
          onChange={(role) => set({ role: role === 'nobody' ? null : role })}
        />
        {approvers.people.length > 1 || (approvers.role !== null && approvers.role !== 'owner')
          ? '. The first answer counts.'
          : '.'}
      </Sentence>
      <ProblemLine stepId={step.id} path="approvers" />
      <ProblemLine stepId={step.id} path="approvers.people" />
      {refused === null ? null : <Wrong>{refused}</Wrong>}
    </div>
  )
}

function PersonWord({ person, onRemove }: { person: PersonChoice | undefined; onRemove: (() => void) | undefined }) {
  const name = person?.name ?? 'Somebody who has left'
  return (
    <span className="inline-flex h-7 items-center gap-1.5 rounded-[6px] border border-line-2 bg-surface pl-1.25 text-small">
      <Avatar name={name} size={18} />
      <span className={person === undefined ? 'text-attn' : undefined}>{name}</span>
      {onRemove === undefined ? (
        <span className="w-1.5" />
      ) : (
        <button
          type="button"
          aria-label={`Do not ask ${name}`}
          onClick={onRemove}
          className="grid size-6 place-items-center text-ink-3 hover:text-ink"
        >
          <X size={11} strokeWidth={1.75} aria-hidden="true" />
        </button>
      )}
    </span>
  )
}

const ROLES: { value: Role; label: string }[] = [
  { value: 'operator', label: 'every operator' },
  { value: 'editor', label: 'every editor' },
  { value: 'admin', label: 'every admin' },
  { value: 'owner', label: 'the owner' },
]

const ROLE_NAMES: Record<PersonChoice['role'], string> = {
  owner: 'Owner',
  admin: 'Admin',
  editor: 'Editor',
  operator: 'Operator',
  viewer: 'Viewer',
}
