/**
 * What takes a place in a row: a step, or a cable that goes past. `x` is where its jacks are, `left` and `right` how far
 * it reaches from there with what is kept free; `width` of a cable is 0, `axis` is how far `x` is from its left border.
 */
export type RowItem = { x: number; left: number; right: number; width: number; axis: number }

/** `to` would best stand `offset` right of `from`; `rigid`: exactly below it, where that can be. */
export type Pull = { from: RowItem; to: RowItem; offset: number; weight: number; rigid: boolean }

type Room = (a: RowItem, b: RowItem) => number
type Clearance = { left: RowItem; right: RowItem; room: number }

const rounds = 80

/**
 * Moves the items of each row, their order kept, to where their cables are straightest. Items that stand exactly below
 * each other move as one column; each column goes halfway to where its cables want it, then those that would touch move
 * apart.
 */
export function alignRows(rows: readonly (readonly RowItem[])[], pulls: readonly Pull[], room: Room) {
  const items = rows.flat()
  const apart = rows.flatMap((row) =>
    row.slice(1).flatMap((right, index): Clearance[] => {
      const left = row[index]
      return left === undefined ? [] : [{ left, right, room: room(left, right) }]
    }),
  )
  const columns = columnsOf(items, pulls)
  const sorted = leftToRight(columns, apart)
  // Columns that cross each other have no order: then every item is its own.
  if (sorted !== null) settle(columns, sorted, pulls)
  else {
    const single = new Map(items.map((item) => [item, item]))
    const order = leftToRight(single, apart)
    if (order !== null) settle(single, order, pulls)
  }
}

/** Every item's column, named by one of its items. */
type Columns = ReadonlyMap<RowItem, RowItem>

function columnsOf(items: readonly RowItem[], pulls: readonly Pull[]): Columns {
  const heads = new Map(items.map((item) => [item, item]))
  for (const { from, to, rigid } of pulls) {
    const head = heads.get(from)
    const joined = heads.get(to)
    if (!rigid || head === undefined || joined === undefined) continue
    for (const [item, its] of heads) if (its === joined) heads.set(item, head)
  }
  return heads
}

/** The clearances between columns, each after all that push its left one; null where they go round. */
function leftToRight(columns: Columns, apart: readonly Clearance[]): Clearance[] | null {
  const head = (item: RowItem) => columns.get(item) ?? item
  const between = apart.map(({ left, right, room }) => ({ left: head(left), right: head(right), room }))
  const waiting = new Map([...new Set(columns.values())].map((column) => [column, 0]))
  const next = new Map<RowItem, Clearance[]>()
  for (const each of between) {
    waiting.set(each.right, (waiting.get(each.right) ?? 0) + 1)
    next.set(each.left, [...(next.get(each.left) ?? []), each])
  }
  const ready = [...waiting].flatMap(([column, many]) => (many === 0 ? [column] : []))
  const sorted: Clearance[] = []
  for (const column of ready) {
    for (const each of next.get(column) ?? []) {
      sorted.push(each)
      const left = (waiting.get(each.right) ?? 0) - 1
      waiting.set(each.right, left)
      if (left === 0) ready.push(each.right)
    }
  }
  return sorted.length === between.length ? sorted : null
}

function settle(columns: Columns, apart: readonly Clearance[], pulls: readonly Pull[]) {
  const head = (item: RowItem) => columns.get(item) ?? item
  const sums = new Map<RowItem, { x: number; many: number }>()
  for (const [item, column] of columns) {
    const { x, many } = sums.get(column) ?? { x: 0, many: 0 }
    sums.set(column, { x: x + item.x, many: many + 1 })
  }
  let places = new Map([...sums].map(([column, { x, many }]) => [column, x / many]))
  const outer = pulls.flatMap((pull) => {
    const from = head(pull.from)
    const to = head(pull.to)
    return from === to ? [] : [{ ...pull, from, to }]
  })
  places = pushApart(places, apart)
  for (let round = 0; round < rounds; round++) places = pushApart(wished(places, outer), apart)
  for (const [item, column] of columns) item.x = places.get(column) ?? item.x
}

function wished(places: ReadonlyMap<RowItem, number>, pulls: readonly Pull[]): Map<RowItem, number> {
  const sums = new Map<RowItem, { x: number; weight: number }>()
  const add = (item: RowItem, x: number, weight: number) => {
    const sum = sums.get(item) ?? { x: 0, weight: 0 }
    sums.set(item, { x: sum.x + x * weight, weight: sum.weight + weight })
  }
  for (const { from, to, offset, weight } of pulls) {
    add(to, (places.get(from) ?? 0) + offset, weight)
    add(from, (places.get(to) ?? 0) - offset, weight)
  }
  return new Map(
    [...places].map(([item, x]) => {
      const sum = sums.get(item)
      return [item, sum === undefined ? x : (x + sum.x / sum.weight) / 2]
    }),
  )
}

/** Between pushing all to the right and pushing all to the left: both keep clear, so does their middle. */
function pushApart(places: ReadonlyMap<RowItem, number>, apart: readonly Clearance[]): Map<RowItem, number> {
  const right = new Map(places)
  for (const each of apart)
    right.set(each.right, Math.max(right.get(each.right) ?? 0, (right.get(each.left) ?? 0) + each.room))
  const left = new Map(places)
  for (const each of apart.toReversed())
    left.set(each.left, Math.min(left.get(each.left) ?? 0, (left.get(each.right) ?? 0) - each.room))
  return new Map([...places.keys()].map((item) => [item, ((right.get(item) ?? 0) + (left.get(item) ?? 0)) / 2]))
}
