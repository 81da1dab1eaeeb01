import { expect, test } from 'vitest'
import { heard, type SearchTyping, said, startTyping, toSay, typed } from './search-typing.ts'

/** Says what there is to say, as when the typing pauses. */
function pause(typing: SearchTyping): SearchTyping {
  const words = toSay(typing)
  return words === null ? typing : said(typing, words)
}

test('letters typed before the address has caught up stay', () => {
  const typing = typed(pause(typed(startTyping(''), 'ab')), 'abc')
  const caughtUp = heard(typing, 'ab')
  expect([caughtUp.text, toSay(caughtUp)]).toEqual(['abc', 'abc'])
  expect(heard(pause(caughtUp), 'abc').text).toBe('abc')
})

test('an address that skips what was said first, or brings each in turn, changes nothing that is typed', () => {
  const both = typed(pause(typed(pause(typed(startTyping(''), 'a')), 'ab')), 'abc')
  expect(heard(both, 'ab').text).toBe('abc')
  expect(heard(heard(both, 'a'), 'ab').text).toBe('abc')
})

test('what is taken back before the address has caught up is said, too', () => {
  expect(toSay(typed(pause(typed(startTyping(''), 'ab')), ''))).toBe('')
})

test('the same words are said once, and spaces around them are not', () => {
  expect(toSay(startTyping('ab'))).toBeNull()
  expect(toSay(typed(startTyping('ab'), ' ab '))).toBeNull()
  const typing = pause(typed(startTyping(''), 'ab'))
  expect([toSay(typing), toSay(heard(typing, 'ab'))]).toEqual([null, null])
})

test('what the address says by itself is shown: filters cleared, a link followed, the same words said again', () => {
  expect(heard(typed(startTyping('ab'), 'abc'), '').text).toBe('')
  const settled = heard(pause(typed(startTyping(''), 'ab')), 'ab')
  expect(heard(heard(settled, ''), 'ab').text).toBe('ab')
})

test('what the address has passed over is no echo later: what is cleared then is cleared', () => {
  const backAndForth = pause(typed(pause(typed(pause(typed(startTyping(''), 'a')), '')), 'a'))
  expect(heard(heard(backAndForth, 'a'), '')).toEqual(startTyping(''))
  const longer = pause(typed(pause(typed(pause(typed(startTyping(''), 'a')), 'ab')), 'a'))
  expect(heard(heard(longer, 'a'), 'ab')).toEqual(startTyping('ab'))
})
