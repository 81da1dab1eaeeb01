'use client'

import { Button } from '@patchbay/ui/button'
import { Plus } from 'lucide-react'
import { useNewFlow } from './use-new-flow.ts'

export function NewFlowButton({ variant = 'primary' }: { variant?: 'primary' | 'secondary' }) {
  const create = useNewFlow()
  return (
    <Button
      variant={variant}
      icon={<Plus size={15} strokeWidth={1.75} aria-hidden="true" />}
      loading={create.isPending || create.isSuccess}
      onClick={() => create.mutate()}
    >
      New flow
    </Button>
  )
}
