import { cva, type VariantProps } from 'class-variance-authority'

/** The look of a button, for a link that should look like one: `<Link className={buttonClass({ variant: 'primary' })}>`. */
export const buttonClass = cva(
  [
    'relative inline-flex flex-none select-none items-center justify-center gap-[7px] whitespace-nowrap rounded-2 border font-medium',
    'transition-[background-color,border-color,color] duration-(--m-fast) ease-std',
    'data-off:cursor-default data-off:border-line data-off:bg-surface-2 data-off:text-ink-3 data-off:shadow-none',
    '[&_svg]:flex-none',
  ],
  {
    variants: {
      variant: {
        primary:
          'border-primary bg-primary text-on-primary shadow-1 hover:bg-[color-mix(in_srgb,var(--primary)_88%,var(--surface))] [&_kbd]:border-[color-mix(in_srgb,var(--on-primary)_35%,transparent)] [&_kbd]:bg-transparent [&_kbd]:text-on-primary',
        secondary: 'border-line-2 bg-surface text-ink shadow-1 hover:bg-surface-2',
        /** One of two equals: neither is filled, both have a border one can see. */
        equal: 'border-line-ui bg-surface text-ink shadow-1 hover:bg-surface-2',
        quiet:
          'border-transparent bg-transparent text-ink-2 hover:bg-shade hover:text-ink data-off:border-transparent data-off:bg-transparent',
        danger: 'border-line-2 bg-surface text-bad shadow-1 hover:border-bad-line hover:bg-bad-tint',
        'danger-quiet':
          'border-transparent bg-transparent text-bad hover:bg-bad-tint data-off:border-transparent data-off:bg-transparent',
      },
      size: {
        sm: 'h-7 px-2.5 text-small max-md:h-9',
        md: 'h-8 px-3 text-ui max-md:h-11 max-md:px-4 max-md:text-read',
        lg: 'h-10 px-4.5 text-read max-md:h-11',
      },
      square: { true: 'px-0 max-md:px-0', false: '' },
      wide: { true: 'w-full', false: '' },
    },
    compoundVariants: [
      { square: true, size: 'sm', class: 'w-7 max-md:w-9' },
      { square: true, size: 'md', class: 'w-8 max-md:w-11' },
      { square: true, size: 'lg', class: 'w-10 max-md:w-11' },
    ],
    defaultVariants: { variant: 'secondary', size: 'md', square: false, wide: false },
  },
)

export type ButtonLook = VariantProps<typeof buttonClass>
