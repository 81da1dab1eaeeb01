import { expect, test } from 'vitest'
import { isCanvas, isCurrent, places } from './navigation.tsx'

const current = (pathname: string) => places.filter((place) => isCurrent(place, pathname)).map((place) => place.label)

test('one place is current on every page', () => {
  expect(current('/')).toEqual(['Home'])
  expect(current('/runs')).toEqual(['Runs'])
  expect(current('/runs/0197')).toEqual(['Runs'])
  expect(current('/deliveries')).toEqual(['Runs'])
  expect(current('/sandbox')).toEqual(['Sandbox shop'])
})

test('a run and a flow are a canvas, their lists are not', () => {
  expect(isCanvas('/runs')).toBe(false)
  expect(isCanvas('/runs/0197')).toBe(true)
  expect(isCanvas('/flows/0197')).toBe(true)
  expect(isCanvas('/deliveries')).toBe(false)
})
