import { Decimal } from 'decimal.js'

/** ISO 4217 currencies whose smallest unit is not a hundredth. */
const MINOR_DIGITS: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
}

type Amount = number | string

/** `1234.5, EUR` → `1234.50 EUR`. Half a smallest unit rounds away from zero, as shops do. */
export function money(amount: Amount, currency: string): string {
  return `${decimal(amount).toFixed(digitsOf(currency), Decimal.ROUND_HALF_UP)} ${currency.toUpperCase()}`
}

/** An amount in smallest units, as payment services want it: `12.34, EUR` → 1234; `1200, JPY` → 1200. */
export function toMinor(amount: Amount, currency: string): number {
  const minor = decimal(amount).times(new Decimal(10).pow(digitsOf(currency)))
  return minor.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber()
}

export function fromMinor(minor: Amount, currency: string): number {
  return decimal(minor)
    .div(new Decimal(10).pow(digitsOf(currency)))
    .toNumber()
}

/** Decimal rounding, half away from zero: 1.005 → 1.01. */
export function round2(amount: Amount, digits: number): number {
  return decimal(amount).toDecimalPlaces(digits, Decimal.ROUND_HALF_UP).toNumber()
}

function digitsOf(currency: string): number {
  if (!/^[A-Za-z]{3}$/.test(currency))
    throw new Error(`“${currency}” is not a currency code; write three letters, as in EUR.`)
  return MINOR_DIGITS[currency.toUpperCase()] ?? 2
}

function decimal(amount: Amount): Decimal {
  try {
    const value = new Decimal(amount)
    if (value.isFinite()) return value
  } catch (error) {
    throw new Error(`“${amount}” is not a number.`, { cause: error })
  }
  throw new Error(`“${amount}” is not a finite number.`)
}
