import {
  Banknote,
  Braces,
  Calendar,
  CircleDot,
  Hash,
  List,
  type LucideIcon,
  Shapes,
  ToggleLeft,
  Type,
} from 'lucide-react'
import { typeWord, type ValueType } from './value-type.ts'

const icons: Record<ValueType, LucideIcon> = {
  text: Type,
  number: Hash,
  money: Banknote,
  date: Calendar,
  yesNo: ToggleLeft,
  choice: CircleDot,
  list: List,
  group: Braces,
  unknown: Shapes,
}

/** The sign of a kind of value. Named, because nothing else on the row says it. */
export function TypeIcon({ type, size = 13 }: { type: ValueType; size?: number }) {
  const Icon = icons[type]
  return <Icon size={size} strokeWidth={1.75} className="flex-none text-ink-3" role="img" aria-label={typeWord[type]} />
}
