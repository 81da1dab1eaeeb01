import type { ComponentProps } from 'react'

/**
 * A form that is sent by its `onSubmit` only. While its page has not come alive a browser would send it by itself, with
 * what was typed, passwords too, in the address: a form of a dialog that stands in none is not sent at all.
 */
export function Form(props: ComponentProps<'form'>) {
  return <form method="dialog" {...props} />
}
