import type { Json } from '@patchbay/flow/json'
import { readable } from './entities.ts'

/** Names of fields that tell of a person, in small letters without signs between. */
const PERSONAL = new Set(
  `email emailaddress mail phone phonenumber mobile mobilephone telephone tel fax
  firstname lastname middlename givenname familyname fullname surname displayname nickname username login
  contactname customername recipientname toname shiptoname billtoname attention recipient buyername holder cardholder
  address address1 address2 address3 addressline1 addressline2 addressline3 street street1 street2 streetaddress line1 line2
  housenumber zip zipcode postal postalcode postcode city town latitude longitude lat lng company companyname
  birthday birthdate dateofbirth dob gender ip ipaddress browserip clientip iban taxid vatnumber ssn avatar`.split(
    /\s+/,
  ),
)

/** Of those the ones whose values stand for this one person wherever else they stand: a town is no name. */
const TELLING =
  /^(email|emailaddress|mail|phone|phonenumber|mobile|mobilephone|telephone|tel|fax|(first|last|middle|given|family|full|nick|sur|display|contact|customer|recipient|buyer|user|to|shipto|billto)?name|recipient|buyer|holder|cardholder|address|address[123]|addressline[123]|street[12]?|streetaddress|line[12]|iban|taxid|vatnumber|ssn|username|login)$/

const FIRST = /^(firstname|givenname)$/
const LAST = /^(lastname|familyname|surname)$/

/** Whether a value of a personal field tells of its person elsewhere too. */
export const isTelling = (field: string): boolean => TELLING.test(plain(field))

/** A person's whole name, where an object holds it in two parts. */
export function wholeName(entries: readonly (readonly [string, Json])[]): string | null {
  const part = (which: RegExp) =>
    entries.find(([field, value]) => which.test(plain(field)) && typeof value === 'string')?.[1]
  const [first, last] = [part(FIRST), part(LAST)]
  return typeof first === 'string' && typeof last === 'string' && first !== '' && last !== ''
    ? `${first} ${last}`
    : null
}

const PEOPLE =
  /^(customer|contact|person|people|recipient|buyer|payer|client|user|profile|subscriber|lead|to|from|shipto|billto|(shipping|billing|delivery|default)?address(es)?|shippingdetails|billingdetails|shipping|billing)$/

const plain = (field: string): string => field.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Whether an object under this name is about somebody. */
export const isAboutSomebody = (field: string): boolean => PEOPLE.test(plain(field))

/**
 * Whether a field of what is known to be about the person tells of them. `name` does where it reads as a person's and not
 * as a number: orders and products have names too.
 */
export function isPersonal(field: string, value: Json, ofPerson: boolean): boolean {
  if (value === null || typeof value === 'object' || typeof value === 'boolean' || value === '') return false
  const name = plain(field)
  if (name === 'name') return ofPerson && typeof value === 'string' && !/[#\d]/.test(readable(value))
  return PERSONAL.has(name)
}
