'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { Dialog } from '@patchbay/ui/dialog'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { sentenceCase } from '../shared/words.ts'

type Who = ConnectionSummary['access']
type Chosen = { roles: readonly string[]; userIds: readonly string[] }

/** Owners may always: they are not offered. */
const ROLES = ['admin', 'editor', 'operator'] as const

/** Who may set a connection on steps, test with it, publish it and change what goes out by it. */
export function AccessDialog({ connection, onClose }: { connection: ConnectionSummary; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const { access } = connection
  const [kind, setKind] = useState(access.kind)
  const [chosen, setChosen] = useState<Chosen>(access.kind === 'chosen' ? access : { roles: ['admin'], userIds: [] })
  const save = useMutation(
    trpc.connections.setAccess.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.connections.pathFilter())
        onClose()
      },
    }),
  )
  const who: Who = kind === 'workspace' ? { kind } : { kind, roles: [...chosen.roles], userIds: [...chosen.userIds] }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Who may use ${connection.name}?`}
      description="To set it on steps, test with it, publish it and change what a stopped step sends by it. Flows that are live go on either way."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" loading={save.isPending} onClick={() => save.mutate({ id: connection.id, who })}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RadioTiles
          label="Who"
          columns={2}
          value={kind}
          onValueChange={setKind}
          tiles={[
            { value: 'workspace', label: 'Everybody here', help: 'Who may change flows.' },
            { value: 'chosen', label: 'Chosen roles and people', help: 'Owners may always.' },
          ]}
        />
        {kind === 'chosen' ? <Choices chosen={chosen} onChange={setChosen} /> : null}
        <InlineTrouble error={save.error} />
      </div>
    </Dialog>
  )
}

function Choices({ chosen, onChange }: { chosen: Chosen; onChange: (chosen: Chosen) => void }) {
  const trpc = useTrpc()
  const members = useQuery(trpc.members.list.queryOptions())
  const toggled = (list: readonly string[], value: string, on: boolean) =>
    on ? [...list, value] : list.filter((each) => each !== value)
  return (
    <div className="grid grid-cols-2 gap-5 max-md:grid-cols-1">
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">Roles</legend>
        {ROLES.map((role) => (
          <Checkbox
            key={role}
            checked={chosen.roles.includes(role)}
            onCheckedChange={(on) => onChange({ ...chosen, roles: toggled(chosen.roles, role, on) })}
          >
            {sentenceCase(role)}s
          </Checkbox>
        ))}
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">People</legend>
        <QueryView query={members} what="The people">
          {(people) =>
            people
              .filter((person) => person.role !== 'owner')
              .map((person) => (
                <Checkbox
                  key={person.userId}
                  checked={chosen.userIds.includes(person.userId)}
                  onCheckedChange={(on) => onChange({ ...chosen, userIds: toggled(chosen.userIds, person.userId, on) })}
                >
                  {person.name}
                </Checkbox>
              ))
          }
        </QueryView>
      </fieldset>
    </div>
  )
}
