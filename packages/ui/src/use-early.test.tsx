import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Checkbox } from './checkbox.tsx'
import { Combobox } from './combobox.tsx'
import { FilterPill } from './filter-pill.tsx'
import { Gantt } from './gantt.tsx'
import { Menu } from './menu.tsx'
import { RadioTiles } from './radio-tiles.tsx'
import { Segmented } from './segmented.tsx'
import { Select } from './select.tsx'
import { Switch } from './switch.tsx'
import { HeadCell } from './table.tsx'
import { Tabs } from './tabs.tsx'
import { Toggle } from './toggle.tsx'

const nothing = () => undefined
const options = [{ value: 'a', label: 'A' }] as const
const chosen = { value: 'a', onValueChange: nothing, label: 'Choice' } as const
const row = { id: 'a', name: 'A', state: 'succeeded', bars: [] } as const

const controls = {
  Checkbox: <Checkbox checked onCheckedChange={nothing} label="A" />,
  Combobox: <Combobox {...chosen} options={options} />,
  FilterPill: <FilterPill label="State" value="A" onClear={nothing} children={null} />,
  Gantt: <Gantt label="Steps" rows={[row]} start={0} end={1_000} />,
  HeadCell: <HeadCell sort={null} onSort={nothing} />,
  Menu: <Menu trigger={<button type="button">Open</button>} items={[]} />,
  RadioTiles: <RadioTiles {...chosen} tiles={options} />,
  Segmented: <Segmented {...chosen} options={options} />,
  Select: <Select {...chosen} options={options} />,
  Switch: <Switch checked onCheckedChange={nothing} label="A" />,
  Tabs: <Tabs {...chosen} tabs={options} />,
  Toggle: <Toggle label="A" pressed onToggle={nothing} children="A" />,
}

/** Every press of these in a page that has not come alive is lost: they must say that they take none, themselves or by their group. */
test.each(Object.entries(controls))(
  '%s takes no press before its page has come alive, and looks as ever',
  (_, control) => {
    const html = renderToString(control)
    const tags = (html.match(/<[a-z]+ [^>]*>/g) ?? []).map((tag) => tag.replace(/ class="[^"]*"/, ''))
    const pressed = tags.filter((tag) =>
      /^<button|role="(checkbox|switch|combobox)"|role="(tablist|radiogroup)"/.test(tag),
    )
    const groups = pressed.filter((tag) => /role="(tablist|radiogroup)"/.test(tag))
    const said = groups.length > 0 ? groups : pressed
    expect(said.length).toBeGreaterThan(0)
    expect(said.filter((tag) => !tag.includes('aria-disabled="true"'))).toEqual([])
    expect(tags.filter((tag) => /data-disabled|data-off| disabled=/.test(tag))).toEqual([])
  },
)
