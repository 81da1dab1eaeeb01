'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { Select } from '@patchbay/ui/select'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTrpc } from '../../../trpc/client.ts'
import type { RunDetail } from '../../../trpc/types.ts'
import { subjectOf } from '../../runs/run-row.tsx'
import { createActionKeys } from '../../shared/action-keys.ts'
import { InlineTrouble } from '../../shared/inline-trouble.tsx'
import { useProblemsAgain } from '../use-problems-again.ts'
import { SteeringSteps } from './steering-steps.tsx'

/** The same event once more, on a version of choice, with or without the results that still hold. */
export function RunAgainDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const trpc = useTrpc()
  const router = useRouter()
  const again = useProblemsAgain()
  const versions = useQuery(trpc.flows.versions.queryOptions({ id: run.flow.id })).data
  const [chosen, setChosen] = useState<string | null>(null)
  const [reuse, setReuse] = useState(run.state === 'failed' || run.state === 'cancelled')
  const versionId = chosen ?? versions?.find(({ live }) => live)?.id ?? versions?.[0]?.id ?? null
  const plan = useQuery(
    trpc.runs.planAgain.queryOptions(
      { id: run.id, versionId: versionId ?? '', reuse },
      { enabled: versionId !== null, staleTime: 0 },
    ),
  )
  const [keyOf] = useState(createActionKeys)
  const start = useMutation(
    trpc.runs.again.mutationOptions({
      onSuccess: ({ runId }) => {
        onClose()
        toast('Runs again', { detail: 'As a run of its own; this one stays as it is.' })
        if (runId !== null) router.push(`/runs/${runId}`)
      },
      onSettled: again,
    }),
  )
  const submit = () => {
    if (versionId === null) return
    const asked = { id: run.id, versionId, reuse }
    start.mutate({ ...asked, idempotencyKey: keyOf(asked) })
  }
  const anew = plan.data?.effects.anew ?? 0
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title={`Run “${subjectOf(run)}” again`}
      description="The same event, as a run of its own. This one stays as it is."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            icon={<RotateCcw size={15} strokeWidth={1.75} aria-hidden="true" />}
            disabled={plan.data === undefined || plan.data.refused !== null}
            loading={start.isPending}
            onClick={submit}
          >
            {anew === 0 ? 'Run again' : `Run again, and apply ${anew.toLocaleString('en-GB')} anew`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Select
          label="Version"
          value={versionId}
          onValueChange={setChosen}
          placeholder="Choose a version"
          options={(versions ?? []).map(({ id, number, live, publishedBy }) => ({
            value: id,
            label: `Version ${number}${live ? ', live' : ''}${number === run.version ? ', the one it ran on' : ''}`,
            help: `Published by ${publishedBy}`,
          }))}
        />
        <RadioTiles<'reuse' | 'anew'>
          look="plain"
          label="What was done before"
          value={reuse ? 'reuse' : 'anew'}
          onValueChange={(value) => setReuse(value === 'reuse')}
          tiles={[
            {
              value: 'reuse',
              label: 'Begin with the results that still hold',
              help: 'A step is reused when it and all that it reads are unchanged and succeeded.',
              disabled: run.finishedAt === null,
            },
            { value: 'anew', label: 'Do everything anew' },
          ]}
        />
        <SteeringSteps query={plan} drawn={run.document.steps} />
        <InlineTrouble error={start.error} />
      </div>
    </Dialog>
  )
}
