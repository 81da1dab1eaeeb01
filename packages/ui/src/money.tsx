export type MoneyProps = {
  /** In the currency's main unit: 1248 or "1248.00". */
  amount: number | string
  /** ISO 4217. */
  currency: string
  className?: string
}

/** "1,248.00 SEK": the number first, the currency's code after a space. */
export function Money({ amount, currency, className }: MoneyProps) {
  return <span className={className}>{moneyWords(amount, currency)}</span>
}

export function moneyWords(amount: number | string, currency: string): string {
  const value = Number(amount)
  if (!Number.isFinite(value)) return `${amount} ${currency}`
  const digits = digitsOf(currency)
  const number = new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${number.format(value)}\u00a0${currency.toUpperCase()}`
}

function digitsOf(currency: string): number {
  if (!/^[A-Za-z]{3}$/.test(currency)) return 2
  const options = new Intl.NumberFormat('en-GB', { style: 'currency', currency }).resolvedOptions()
  return options.maximumFractionDigits ?? 2
}
