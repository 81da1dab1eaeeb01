import type { Step, StepKind, Trigger } from '@patchbay/flow/document'
import { IconTile, VendorTile } from '@patchbay/ui/vendor-tile'
import {
  Antenna,
  Braces,
  CalendarClock,
  CircleStop,
  Filter,
  GitFork,
  Hourglass,
  Link2,
  type LucideIcon,
  MousePointerClick,
  Pencil,
  RefreshCw,
  Repeat,
  Reply,
  Shield,
  Split,
  UserRoundCheck,
  Waypoints,
  Workflow,
} from 'lucide-react'

export type StepIconProps = { step: Step; connector: string | null; size?: number }

/** The vendor's mark in its tile, or the kind's sign on a grey one. */
export function StepIcon({ step, connector, size = 30 }: StepIconProps) {
  if (connector !== null) return <VendorTile connector={connector} size={size} />
  const Icon = iconOf(step)
  return <IconTile size={size} icon={<Icon size={Math.round(size / 2)} strokeWidth={1.75} aria-hidden="true" />} />
}

/** A step, or one that is not placed yet. */
type Kinded = { kind: Exclude<StepKind, 'trigger'> } | { kind: 'trigger'; trigger: { type: Trigger['type'] } }

export function iconOf(step: Kinded): LucideIcon {
  return step.kind === 'trigger' ? triggerIcons[step.trigger.type] : kindIcons[step.kind]
}

const kindIcons: Record<Exclude<StepKind, 'trigger'>, LucideIcon> = {
  action: Waypoints,
  branch: Split,
  filter: Filter,
  set: Pencil,
  loop: Repeat,
  repeat: RefreshCw,
  parallel: GitFork,
  scope: Shield,
  wait: Hourglass,
  event: Antenna,
  approval: UserRoundCheck,
  subflow: Workflow,
  answer: Reply,
  stop: CircleStop,
}

const triggerIcons = {
  event: Waypoints,
  webhook: Link2,
  schedule: CalendarClock,
  manual: MousePointerClick,
  api: Braces,
  call: Workflow,
} satisfies Record<Extract<Step, { kind: 'trigger' }>['trigger']['type'], LucideIcon>
