import { describe, expect, it } from 'vitest'
import { partsAround, slashAsk } from './slash.ts'

const press = (key: string, value: string, start = value.length, end = start) =>
  slashAsk({ key, ctrlKey: false, metaKey: false }, { value, start, end })

describe('a value is asked for while a plain text is typed', () => {
  it('by a slash where a word begins', () => {
    expect(press('/', '')).toEqual({ before: '', typed: '/', after: '' })
    expect(press('/', 'Order  is paid', 6)).toEqual({ before: 'Order ', typed: '/', after: ' is paid' })
  })
  it('not by a slash inside of a word', () => {
    expect(press('/', 'https:/')).toBeNull()
  })
  it('by a brace anywhere, in place of what is selected', () => {
    expect(press('{', 'No. 12', 4, 6)).toEqual({ before: 'No. ', typed: '{', after: '' })
  })
  it('by no other key, and by none that is a command', () => {
    expect(press('x', '')).toBeNull()
    expect(slashAsk({ key: '/', ctrlKey: true, metaKey: false }, { value: '', start: 0, end: 0 })).toBeNull()
  })
  it('and stands among the words that were there', () => {
    const part = { ref: { from: 'start', path: ['name'] } }
    expect(partsAround({ before: 'Order ', typed: '/', after: ' is paid' }, part)).toEqual([
      { text: 'Order ' },
      part,
      { text: ' is paid' },
    ])
  })
})
