import { ORMError } from './errors'
import { accessor, type FieldDef, modelOf, type SchemaDef } from './schema'

/** What kinds of filters there are. */
export type FilterKind = 'Equality' | 'Range' | 'Like' | 'Relation' | 'Json' | 'List' | 'Fuzzy' | 'FullText'

/** Which filters a field takes; exclusion wins. */
export interface FieldSlicing {
  readonly includedFilterKinds?: readonly FilterKind[]
  readonly excludedFilterKinds?: readonly FilterKind[]
}

/** Which operations a model has, and which filters its fields take. */
export interface ModelSlicing {
  readonly includedOperations?: readonly string[]
  readonly excludedOperations?: readonly string[]
  readonly fields?: { readonly [field: string]: FieldSlicing }
}

/**
 * What a client lacks of its schema, as ZenStack's option of that name: it
 * narrows what this program may say by accident. It is no protection from
 * others; rules are.
 */
export interface SlicingOptions {
  readonly includedModels?: readonly string[]
  readonly excludedModels?: readonly string[]
  /** By model, with a small first letter; `$all` is for those not named. */
  readonly models?: { readonly [model: string]: ModelSlicing }
  readonly includedProcedures?: readonly string[]
  readonly excludedProcedures?: readonly string[]
}

function allowed(name: string, included: readonly string[] | undefined, excluded: readonly string[] | undefined): boolean {
  return (included === undefined || included.includes(name)) && !excluded?.includes(name)
}

/** Whether the client has the model. */
export function hasModel(s: SlicingOptions | undefined, model: string): boolean {
  return !s || allowed(model, s.includedModels, s.excludedModels)
}

/** Whether the client has the procedure. */
export function hasProcedure(s: SlicingOptions | undefined, name: string): boolean {
  return !s || allowed(name, s.includedProcedures, s.excludedProcedures)
}

/** Whether the model has the operation. */
export function hasOperation(s: SlicingOptions | undefined, model: string, operation: string): boolean {
  const own = s?.models?.[accessor(model)]
  const all = s?.models?.['$all']
  return allowed(operation, own?.includedOperations ?? all?.includedOperations, own?.excludedOperations ?? all?.excludedOperations)
}

const kinds: { readonly [operator: string]: FilterKind } = {
  equals: 'Equality', not: 'Equality', in: 'Equality', notIn: 'Equality',
  lt: 'Range', lte: 'Range', gt: 'Range', gte: 'Range', between: 'Range',
  contains: 'Like', startsWith: 'Like', endsWith: 'Like', mode: 'Like',
  is: 'Relation', isNot: 'Relation', some: 'Relation', every: 'Relation', none: 'Relation',
  path: 'Json', string_contains: 'Json', string_starts_with: 'Json', string_ends_with: 'Json',
  array_contains: 'Json', array_starts_with: 'Json', array_ends_with: 'Json',
  has: 'List', hasEvery: 'List', hasSome: 'List', isEmpty: 'List',
  fuzzy: 'Fuzzy', fts: 'FullText',
}

/** Operations whose where names a row: its keys are no filters. */
const byKey = new Set(['findUnique', 'findUniqueOrThrow', 'update', 'upsert', 'delete'])

/** Throws when arguments use a model or a filter that the client lacks. */
export function checkFilters(schema: SchemaDef, slicing: SlicingOptions | undefined, model: string, operation: string, args: unknown): void {
  if (!slicing || !object(args)) return
  const checker = new Checker(schema, slicing)
  checker.args(model, args, byKey.has(operation))
}

type Members = { readonly [name: string]: unknown }

function object(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

class Checker {
  readonly #schema: SchemaDef
  readonly #slicing: SlicingOptions

  constructor(schema: SchemaDef, slicing: SlicingOptions) {
    this.#schema = schema
    this.#slicing = slicing
  }

  args(model: string, args: Members, unique: boolean): void {
    if (object(args['where'])) this.#where(model, args['where'], unique, 'where')
    for (const part of ['select', 'include']) if (object(args[part])) this.#selection(model, args[part], part)
    if (object(args['having'])) this.#where(model, args['having'], false, 'having')
    for (const part of ['data', 'create', 'update']) this.#data(model, args[part], part)
    for (const order of list(args['orderBy'])) if (object(order)) this.#order(model, order)
  }

  #field(model: string, name: string): FieldDef | undefined {
    const fields = modelOf(this.#schema, model)?.fields
    return fields && Object.hasOwn(fields, name) ? fields[name] : undefined
  }

  /** Returns the model a relation leads to, which the client must have. */
  #target(field: FieldDef | undefined, at: string): string | undefined {
    if (!field?.relation) return undefined
    if (!hasModel(this.#slicing, field.type)) throw unknown(field.name, at)
    return field.type
  }

  #where(model: string, where: Members, unique: boolean, at: string): void {
    for (const [name, value] of Object.entries(where)) {
      if (value === undefined) continue
      if (name === 'AND' || name === 'OR' || name === 'NOT') {
        for (const part of list(value)) if (object(part)) this.#where(model, part, false, at)
        continue
      }
      const field = this.#field(model, name)
      const target = this.#target(field, at)
      if (!field || (unique && !target)) continue
      const used = operators(value, target !== undefined, field)
      for (const kind of used) if (!this.#takes(model, name, kind)) throw unknown(name, `${at} (${kind} filters are excluded)`)
      if (target) for (const part of related(value)) this.#where(target, part, false, at)
    }
  }

  #takes(model: string, field: string, kind: FilterKind): boolean {
    const own = this.#slicing.models?.[accessor(model)]?.fields
    const all = this.#slicing.models?.['$all']?.fields
    const levels = [own?.[field], own?.['$all'], all?.[field], all?.['$all']]
    const first = (key: keyof FieldSlicing): readonly FilterKind[] | undefined => levels.find((level) => level?.[key] !== undefined)?.[key]
    return allowed(kind, first('includedFilterKinds'), first('excludedFilterKinds'))
  }

  #selection(model: string, selection: Members, at: string): void {
    for (const [name, value] of Object.entries(selection)) {
      if (value === undefined || value === false) continue
      if (name === '_count' && object(value) && object(value['select'])) {
        this.#selection(model, value['select'], at)
        continue
      }
      const target = this.#target(this.#field(model, name), at)
      if (target && object(value)) this.args(target, value, false)
    }
  }

  #data(model: string, data: unknown, at: string): void {
    for (const item of list(data)) {
      if (!object(item)) continue
      for (const [name, value] of Object.entries(item)) {
        const target = value === undefined ? undefined : this.#target(this.#field(model, name), at)
        if (!target || !object(value)) continue
        for (const nested of Object.values(value)) for (const part of list(nested)) if (object(part)) this.#nested(target, part, at)
      }
    }
  }

  /** A nested write is data itself, or holds where, data, create and update. */
  #nested(model: string, part: Members, at: string): void {
    this.args(model, part, true)
    this.#data(model, part, at)
  }

  #order(model: string, order: Members): void {
    for (const [name, value] of Object.entries(order)) {
      const target = this.#target(this.#field(model, name), 'orderBy')
      if (target && object(value)) this.#order(target, value)
    }
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function operators(value: unknown, relation: boolean, field: FieldDef): FilterKind[] {
  if (relation) return ['Relation']
  if (!object(value) || Object.getPrototypeOf(value) !== Object.prototype) return ['Equality']
  const used = Object.keys(value).filter((key) => value[key] !== undefined && kinds[key] !== undefined)
  if (used.length === 0 && Object.keys(value).length > 0) return field.type === 'Json' ? ['Json'] : ['Equality']
  return used.map((key) => kinds[key] as FilterKind)
}

function related(value: unknown): Members[] {
  if (!object(value)) return []
  const parts = ['is', 'isNot', 'some', 'every', 'none'].map((key) => value[key]).filter(object)
  return parts.length > 0 ? parts : [value]
}

function unknown(name: string, at: string): ORMError {
  return ORMError.from({ reason: 'invalid-input', message: `Unrecognized key: "${name}" at "${at}"` })
}
