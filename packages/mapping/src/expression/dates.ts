import { Temporal } from 'temporal-polyfill/implementation'

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const TOKEN = /'[^']*'|yyyy|yy|YYYY|YY|DD|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|H|hh|h|mm|ss|SSS|a|xxx/g

/**
 * Writes a date or a moment in the given zone. Tokens: yyyy yy, MMMM MMM MM M, dd d, EEEE EEE, HH H hh h, mm, ss, SSS,
 * a (AM/PM), xxx (+02:00); text in 'single quotes' stands for itself. Names are English. YYYY, YY and DD, as other tools
 * write them, are yyyy, yy and dd.
 */
export function formatDate(iso: string, format: string, timeZone: string): string {
  const at = zoned(iso, timeZone)
  return format.replace(TOKEN, (token) => (token.startsWith("'") ? token.slice(1, -1) : writeToken(named(token), at)))
}

/** A date plus days stays a date; a moment keeps its time of day in the zone, over changes to summer time too. */
export function addDays(iso: string, days: number, timeZone: string): string {
  if (!Number.isInteger(days)) throw new Error(`${days} is not a whole number of days.`)
  if (isDate(iso)) return parsed(iso, () => Temporal.PlainDate.from(iso).add({ days }).toString())
  return zoned(iso, timeZone).add({ days }).toInstant().toString()
}

/** Midnights passed in the zone on the way from one to the other; negative when `to` comes first. */
export function daysBetween(from: string, to: string, timeZone: string): number {
  const start = zoned(from, timeZone).toPlainDate()
  return start.until(zoned(to, timeZone).toPlainDate(), { largestUnit: 'days' }).days
}

/**
 * Reads text written in a format of `formatDate`'s tokens: an ISO date when it has no hour, else an ISO moment in UTC,
 * read in the zone unless the text carries an offset.
 */
export function parseDate(text: string, format: string, timeZone: string): string {
  const found = readTokens(text, format)
  const number = (...names: string[]) =>
    Number(names.map((name) => found[name]).find((value) => value !== undefined) ?? Number.NaN)
  const year = found['yyyy'] === undefined && found['yy'] !== undefined ? 2000 + number('yy') : number('yyyy')
  const month = monthOf(found['MMMM'] ?? found['MMM']) ?? number('MM', 'M')
  const day = number('dd', 'd')
  return parsed(text, () => {
    const date = Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
    if (
      found['HH'] === undefined &&
      found['H'] === undefined &&
      found['hh'] === undefined &&
      found['h'] === undefined
    ) {
      return date.toString()
    }
    const time = { hour: hourOf(found), minute: Number(found['mm'] ?? 0), second: Number(found['ss'] ?? 0) }
    const plain = date.toPlainDateTime(
      Temporal.PlainTime.from({ ...time, millisecond: Number(found['SSS'] ?? 0) }, { overflow: 'reject' }),
    )
    return plain
      .toZonedDateTime(found['xxx'] ?? timeZone)
      .toInstant()
      .toString()
  })
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}

/** Milliseconds since 1970 of an ISO date (its start in the zone) or moment; null when it is neither. */
export function instantMs(text: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\d($|[T ]\d\d:\d\d)/.test(text)) return null
  try {
    return zoned(text, timeZone).epochMilliseconds
  } catch {
    // Looks like a date and is none (31 February): it is the text that it is.
    return null
  }
}

/** Only behind a time: "21-11-2026" ends like an offset. */
const WITH_OFFSET = /:\d\d.*?(Z|GMT|UTC?|[ECMP][SD]T|[+-]\d\d(:?\d\d)?)\s*(\([^()]*\)|\[[^[\]]*\])?$/i

/**
 * Milliseconds since 1970 of a date or moment however it is written, in the zone unless it carries an offset; null when
 * it is none. The zone of the machine never counts.
 */
export function momentMs(text: string, timeZone: string): number | null {
  if (WITH_OFFSET.test(text)) {
    // "+01", as PostgreSQL writes it.
    const ms = Date.parse(text.replace(/(:\d\d.*[+-]\d\d)$/, '$1:00'))
    return Number.isNaN(ms) ? instantMs(text, timeZone) : ms
  }
  // A zone by its name alone is not read, rather than passed over.
  if (text.includes('[')) return null
  const iso = instantMs(text, timeZone)
  if (iso !== null) return iso
  const wallMs = [`${text} UTC`, `${text}Z`].map((one) => Date.parse(one)).find((ms) => !Number.isNaN(ms))
  return wallMs === undefined ? null : instantMs(new Date(wallMs).toISOString().slice(0, -1), timeZone)
}

function zoned(iso: string, timeZone: string): Temporal.ZonedDateTime {
  return parsed(iso, () => {
    if (isDate(iso)) return Temporal.PlainDate.from(iso).toZonedDateTime(timeZone)
    // "+01", as PostgreSQL writes it, too.
    if (/[T ]\d.*(Z|[+-]\d\d(:?\d\d)?)(\[.*\])?$/i.test(iso))
      return Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone)
    if (/\[[^=\]]+\]/.test(iso)) return Temporal.ZonedDateTime.from(iso).withTimeZone(timeZone)
    return Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone)
  })
}

function parsed<T>(text: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`“${text}” could not be read as a date: ${reason}`, { cause: error })
  }
}

function writeToken(token: string, at: Temporal.ZonedDateTime): string {
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  const hour12 = at.hour % 12 === 0 ? 12 : at.hour % 12
  const written: Record<string, () => string | undefined> = {
    yyyy: () => pad(at.year, 4),
    yy: () => pad(at.year % 100),
    MMMM: () => MONTHS[at.month - 1],
    MMM: () => MONTHS[at.month - 1]?.slice(0, 3),
    MM: () => pad(at.month),
    M: () => String(at.month),
    dd: () => pad(at.day),
    d: () => String(at.day),
    EEEE: () => DAYS[at.dayOfWeek - 1],
    EEE: () => DAYS[at.dayOfWeek - 1]?.slice(0, 3),
    HH: () => pad(at.hour),
    H: () => String(at.hour),
    hh: () => pad(hour12),
    h: () => String(hour12),
    mm: () => pad(at.minute),
    ss: () => pad(at.second),
    SSS: () => pad(at.millisecond, 3),
    a: () => (at.hour < 12 ? 'AM' : 'PM'),
    xxx: () => at.offset,
  }
  return written[token]?.() ?? token
}

/** Reads each token's digits or letters off the text, from left to right: no pattern of the author's is compiled. */
function readTokens(text: string, format: string): Record<string, string> {
  const found: Record<string, string> = {}
  let rest = text
  let at = 0
  const literal = (expected: string) => {
    if (!rest.startsWith(expected)) throw new Error(`“${text}” does not match the format “${format}”.`)
    rest = rest.slice(expected.length)
  }
  for (const match of format.matchAll(TOKEN)) {
    literal(format.slice(at, match.index))
    at = match.index + match[0].length
    if (match[0].startsWith("'")) literal(match[0].slice(1, -1))
    else {
      const token = named(match[0])
      const read = READERS[token]?.exec(rest)?.[0]
      if (read === undefined) throw new Error(`“${text}” does not match the format “${format}”.`)
      found[token] = read
      rest = rest.slice(read.length)
    }
  }
  literal(format.slice(at))
  if (rest !== '') throw new Error(`“${text}” is longer than the format “${format}”.`)
  return found
}

const named = (token: string) => (/^[YD]/.test(token) ? token.toLowerCase() : token)

const TWO = /^\d\d/
const ONE_OR_TWO = /^\d\d?/
const LETTERS = /^[A-Za-z]+/
const READERS: Record<string, RegExp> = {
  yyyy: /^\d{4}/,
  yy: TWO,
  MMMM: LETTERS,
  MMM: LETTERS,
  MM: TWO,
  M: ONE_OR_TWO,
  dd: TWO,
  d: ONE_OR_TWO,
  EEEE: LETTERS,
  EEE: LETTERS,
  HH: TWO,
  H: ONE_OR_TWO,
  hh: TWO,
  h: ONE_OR_TWO,
  mm: TWO,
  ss: TWO,
  SSS: /^\d{3}/,
  a: /^[AaPp][Mm]/,
  xxx: /^[+-]\d\d:\d\d/,
}

function monthOf(name: string | undefined): number | undefined {
  if (name === undefined) return undefined
  const at = MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase()) && name.length >= 3)
  return at < 0 ? Number.NaN : at + 1
}

function hourOf(found: Record<string, string>): number {
  const hour24 = found['HH'] ?? found['H']
  if (hour24 !== undefined) return Number(hour24)
  const hour = Number(found['hh'] ?? found['h'])
  const half = found['a']?.toLowerCase()
  // Without AM or PM nothing says which half of the day is meant, so the hours are those of a whole one.
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) throw new Error(`${hour} is no hour before or after noon; write HH.`)
  return (hour % 12) + (half === 'pm' ? 12 : 0)
}
