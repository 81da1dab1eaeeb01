import { expression, type MappingCase } from './case.ts'

const source = (text: string) => ({ mapping: expression(text) })

export const DATE_CASES: MappingCase[] = [
  {
    name: 'date in the workspace’s zone',
    input: source('$formatDate(steps.order.created_at, "EEE d MMM yyyy HH:mm xxx")'),
    expect: { value: 'Sun 29 Mar 2026 00:30 +01:00' },
  },
  {
    name: 'date in another zone',
    input: source('$formatDate(steps.order.created_at, "yyyy-MM-dd hh:mm a", "America/New_York")'),
    expect: { value: '2026-03-28 07:30 PM' },
  },
  {
    name: 'date with quoted words',
    input: source(`$formatDate("2026-12-01", "d. MMMM 'at dawn'")`),
    expect: { value: '1. December at dawn' },
  },
  {
    name: 'a day over the change to summer time',
    input: source('$addDays("2026-03-28T12:00:00Z", 1)'),
    expect: { value: '2026-03-29T11:00:00Z' },
  },
  { name: 'days on a date', input: source('$addDays("2026-02-27", 2)'), expect: { value: '2026-03-01' } },
  { name: 'days between', input: source('$daysBetween("2026-03-28T23:30:00Z", "2026-04-02")'), expect: { value: 4 } },
  {
    name: 'a moment as a database writes it keeps its offset',
    input: source(
      '[$formatDate("2026-11-21 10:00:00+03", "HH:mm"), $addDays("2026-11-21 23:00:00-02", 1), $daysBetween("2026-11-21", "2026-11-21 23:30:00-02")]',
    ),
    expect: { value: ['08:00', '2026-11-23T01:00:00Z', 1] },
  },
  {
    name: 'a moment in a zone by its name is one of that zone',
    input: source('$formatDate("2026-11-21T10:00:00[America/New_York]", "yyyy-MM-dd HH:mm")'),
    expect: { value: '2026-11-21 16:00' },
  },
  {
    name: 'a moment without signs between its parts',
    input: source('$formatDate("20261121T100000Z", "yyyy-MM-dd HH:mm")'),
    expect: { value: '2026-11-21 11:00' },
  },
  {
    name: 'a zone that there is not',
    input: source('$formatDate("2026-11-21T10:00:00[Mars/Base]", "HH:mm")'),
    expect: { error: 'expression_failed', says: 'could not be read as a date' },
  },
  {
    name: 'years and days in capitals',
    input: source('[$formatDate("2026-11-21", "YYYY-MM-DD"), $formatDate("2026-11-21", "DD/MM/YY")]'),
    expect: { value: ['2026-11-21', '21/11/26'] },
  },
  { name: 'parsing a date', input: source('$parseDate("31.12.2026", "dd.MM.yyyy")'), expect: { value: '2026-12-31' } },
  {
    name: 'parsing a moment',
    input: source('$parseDate("Jul 4, 2026 8:05 pm", "MMM d, yyyy h:mm a")'),
    expect: { value: '2026-07-04T18:05:00Z' },
  },
  {
    name: 'parsing years and days in capitals',
    input: source('[$parseDate("2026-11-21", "YYYY-MM-DD"), $parseDate("21/11/26", "DD/MM/YY")]'),
    expect: { value: ['2026-11-21', '2026-11-21'] },
  },
  {
    name: 'parsing hours without am or pm: those of the whole day',
    input: source(
      '[$parseDate("2026-11-21 14:30", "yyyy-MM-dd hh:mm"), $parseDate("2026-11-21 12:15", "yyyy-MM-dd h:mm")]',
    ),
    expect: { value: ['2026-11-21T13:30:00Z', '2026-11-21T11:15:00Z'] },
  },
  {
    name: 'parsing noon and midnight by am and pm',
    input: source(
      '[$parseDate("2026-11-21 12:15 AM", "yyyy-MM-dd hh:mm a"), $parseDate("2026-11-21 12:15 PM", "yyyy-MM-dd hh:mm a")]',
    ),
    expect: { value: ['2026-11-20T23:15:00Z', '2026-11-21T11:15:00Z'] },
  },
  {
    name: 'parsing an hour that no half of a day has',
    input: source('$parseDate("2026-11-21 14:30 PM", "yyyy-MM-dd hh:mm a")'),
    expect: { error: 'expression_failed', says: 'could not be read as a date' },
  },
  {
    name: 'a date that is none',
    input: source('$parseDate("31.02.2026", "dd.MM.yyyy")'),
    expect: { error: 'expression_failed', says: '31.02.2026' },
  },
]
