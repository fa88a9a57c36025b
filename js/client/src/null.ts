/** The nulls of a Json field, as Prisma and ZenStack tell them apart. */
class Null<Name extends string> {
  /** By which ZenStack's own code, and a second copy of this one, knows it. */
  readonly __brand: Name

  constructor(name: Name) {
    this.__brand = name
    Object.freeze(this)
  }

  toString(): string {
    return this.__brand
  }
}

/** The database's NULL in a Json field: no value at all. */
export const DbNull = new Null('DbNull')

/** The value null of JSON, stored in a Json field. */
export const JsonNull = new Null('JsonNull')

/** Either null of a Json field; for filters only. */
export const AnyNull = new Null('AnyNull')

/** The type of {@link DbNull}. */
export type DbNull = typeof DbNull
/** The type of {@link JsonNull}. */
export type JsonNull = typeof JsonNull
/** The type of {@link AnyNull}. */
export type AnyNull = typeof AnyNull

const names = new Set(['DbNull', 'JsonNull', 'AnyNull'])

/**
 * Returns which null a value is. Those of ZenStack have a brand, those of
 * Prisma a class of that name: code that mixes them works.
 */
export function nullName(value: object): string | undefined {
  const brand = (value as { __brand?: unknown }).__brand
  if (typeof brand === 'string') return names.has(brand) ? brand : undefined
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' && names.has(name) && Object.keys(value).length === 0 ? name : undefined
}
