'use client'

import { Card, CardHead } from '@patchbay/ui/card'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { GeneralForm } from './general-form.tsx'
import { RunsAtOnceForm } from './runs-at-once-form.tsx'
import { VariablesForm } from './variables-form.tsx'

/** What the workspace is called, what its dates and amounts go by, and what its flows share. */
export function WorkspacePage() {
  const trpc = useTrpc()
  const query = useQuery(trpc.workspace.get.queryOptions())
  return (
    <div className="flex max-w-220 flex-col gap-4 px-4 py-5 lg:px-7">
      <QueryView query={query} what="The settings" skeleton={<SkeletonRows rows={4} rowHeight={72} />}>
        {(settings) => (
          <>
            {settings.mayChange ? null : (
              <p className="text-ink-2">You see these settings. Owners and admins change them.</p>
            )}
            <Card className="pb-4">
              <CardHead title="Workspace" />
              <GeneralForm settings={settings} />
            </Card>
            <Card className="pb-4">
              <CardHead title="Variables" note="Values that every flow can use." />
              <VariablesForm settings={settings} />
            </Card>
            <Card className="pb-4">
              <CardHead title="Runs at once" />
              <RunsAtOnceForm settings={settings} />
            </Card>
          </>
        )}
      </QueryView>
    </div>
  )
}
