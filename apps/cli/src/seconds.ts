/** "0.4 s", "12.3 s", "3 min 22 s". */
export function seconds(ms: number): string {
  const total = ms / 1000
  return total < 100 ? `${total.toFixed(1)} s` : `${Math.floor(total / 60)} min ${Math.round(total % 60)} s`
}
