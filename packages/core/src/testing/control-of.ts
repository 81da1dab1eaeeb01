import type { ControlNode } from '@patchbay/flow/plan'

/** A skeleton of the nodes that are given, behind a trigger; each is named by its kind unless it has an id. */
export const controlOf = (nodes: (Partial<ControlNode> & Pick<ControlNode, 'kind'>)[]): ControlNode[] =>
  [{ kind: 'trigger' as const }, ...nodes].map((node) => ({
    id: node.kind,
    region: null,
    deps: [],
    mode: 'segment',
    catches: false,
    ...node,
  }))
