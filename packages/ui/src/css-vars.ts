/** Own CSS variables for a `style`: `style={{ ...cssVars({ '--hue': 40 }), width }}`. */
export function cssVars(variables: Record<`--${string}`, string | number>): Record<`--${string}`, string | number> {
  return variables
}
