/** A value of a raw query, or a piece of one. */
export type RawValue = unknown

/**
 * A piece of SQL with its values apart. The server puts the database's
 * placeholders between the pieces: values never become text.
 */
export class Sql {
  /** The texts around the values: one more than these. */
  readonly strings: readonly string[]
  /** The values between the texts. */
  readonly values: readonly unknown[]

  constructor(strings: readonly string[], values: readonly RawValue[]) {
    if (strings.length !== values.length + 1) {
      throw new TypeError(`a query of ${strings.length} pieces takes ${strings.length - 1} values, not ${values.length}`)
    }
    const texts = [strings[0] as string]
    const flat: unknown[] = []
    for (const [i, value] of values.entries()) {
      const next = strings[i + 1] as string
      if (!(value instanceof Sql)) {
        flat.push(value)
        texts.push(next)
        continue
      }
      texts[texts.length - 1] += value.strings[0] as string
      flat.push(...value.values)
      texts.push(...value.strings.slice(1))
      texts[texts.length - 1] += next
    }
    this.strings = texts
    this.values = flat
  }

  /** The text with ? for each value, for people to read. */
  get sql(): string {
    return this.strings.join('?')
  }

  /** The text with $1, $2, … for the values, for people to read. */
  get text(): string {
    return this.strings.reduce((all, part, i) => `${all}$${i}${part}`)
  }
}

/** A piece of SQL: sql\`name = ${name}\`. */
export function sql(strings: readonly string[], ...values: readonly RawValue[]): Sql {
  return new Sql(strings, values)
}

/** Text that stands in the query as it is. Never give it what users wrote. */
export function raw(text: string): Sql {
  return new Sql([text], [])
}

/** A piece of SQL that is nothing. */
export const empty: Sql = raw('')

/** Values, or pieces, with a separator between them: IN (${join(ids)}). */
export function join(values: readonly RawValue[], separator = ',', prefix = '', suffix = ''): Sql {
  if (values.length === 0) throw new TypeError('join of no values: the query would not be one; give `empty` or leave the condition out')
  const between = Array.from({ length: values.length - 1 }, () => separator)
  return new Sql([prefix, ...between, suffix], values)
}
