import type { FormField } from '../document.ts'
import type { Validation } from './validation.ts'

const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Fields that a person fills in; `at` is where the list stands: `trigger.form`. */
export function checkForm(validation: Validation, { form, at }: { form: readonly FormField[]; at: string }): void {
  checkFields(validation, { fields: form, at })
  form.forEach(({ label, type, choices }, index) => {
    if (type !== 'choice' || (choices !== undefined && choices.length > 0)) return
    const message = `“${label}” offers a choice among nothing. Add what can be chosen.`
    validation.error('form_choices_missing', `${at}.${index}.choices`, message)
  })
}

/** That each has a name by which a mapping can call it. */
export function checkFields(
  { error }: Validation,
  { fields, at }: { fields: readonly { name: string }[]; at: string },
): void {
  const names = fields.map(({ name }) => name)
  names.forEach((name, index) => {
    const field = `${at}.${index}.name`
    if (!FIELD_NAME.test(name)) {
      const message = `“${name}” cannot name a field of the form: use letters, digits and underscores. Change it.`
      error('form_name_invalid', field, message)
    } else if (names.indexOf(name) < index)
      error('form_name_duplicate', field, `Two fields of the form are named “${name}”. Rename one.`)
  })
}
