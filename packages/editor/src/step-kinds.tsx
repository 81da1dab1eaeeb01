import type { StepKind } from '@patchbay/flow/document'
import type { ComponentType } from 'react'
import { ContainerNode } from './container-node.tsx'
import type { NodeViewProps } from './node-view.ts'
import { StepNode } from './step-node.tsx'

/** One map of kinds: what draws a step. Its sign is in `step-icon`, its words in `step-words`. */
export const stepKinds: Record<StepKind, ComponentType<NodeViewProps>> = {
  trigger: StepNode,
  action: StepNode,
  branch: StepNode,
  filter: StepNode,
  set: StepNode,
  loop: ContainerNode,
  repeat: ContainerNode,
  parallel: ContainerNode,
  scope: ContainerNode,
  wait: StepNode,
  event: StepNode,
  approval: StepNode,
  subflow: StepNode,
  answer: StepNode,
  stop: StepNode,
}
