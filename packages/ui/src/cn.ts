import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

/** Joins class names; of two that say the same thing the later one stays. Knows the design's own sizes and shadows. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes))

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['meta', 'small', 'ui', 'read', 'h3', 'h2', 'h1', 'figure', 'display'],
      radius: ['1', '2', '3', '4', 'full'],
      shadow: ['1', '2', '3'],
    },
  },
})
