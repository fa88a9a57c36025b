import { ORMError } from './errors'
import { returning } from './omit'
import type { OmitOptions } from './options'
import type { Plugin, ResultField } from './plugin'
import { accessor, type ModelDef, modelOf, type SchemaDef } from './schema'

type Members = { readonly [name: string]: unknown }

/** A field to be added: what it needs, and how it is made. */
interface Derivation {
  readonly name: string
  readonly needs: readonly string[]
  readonly compute: ResultField['compute']
}

/** What is to be done with rows: fields to add, then those to take away that were read for them. */
interface Work {
  readonly add: readonly Derivation[]
  readonly strip: readonly string[]
  readonly below: ReadonlyMap<string, Work>
}

/** Arguments as the server takes them, and what becomes of the result. */
export interface Prepared {
  readonly args: unknown
  finish(result: unknown): unknown
}

const known = new WeakMap<SchemaDef, WeakMap<readonly Plugin[], Derived | null>>()

/** The derived fields of plugins, or null when they have none. */
export function derivedOf(schema: SchemaDef, plugins: readonly Plugin[]): Derived | null {
  let ofSchema = known.get(schema)
  if (!ofSchema) known.set(schema, (ofSchema = new WeakMap()))
  let all = ofSchema.get(plugins)
  if (all === undefined) {
    all = plugins.some((plugin) => plugin.result) ? new Derived(schema, plugins) : null
    ofSchema.set(plugins, all)
  }
  return all
}

/** The fields that plugins add to results, by model. */
export class Derived {
  readonly #schema: SchemaDef
  readonly #byModel = new Map<string, Map<string, Derivation>>()

  constructor(schema: SchemaDef, plugins: readonly Plugin[]) {
    this.#schema = schema
    for (const { id, result } of plugins) {
      for (const [model, fields] of Object.entries(result ?? {})) {
        const models = model === '$allModels' ? Object.values(schema.models) : [modelOf(schema, model)]
        for (const def of models) {
          if (!def) throw wrong(id, `the schema has no model ${model}`)
          for (const [name, field] of Object.entries(fields)) this.#add(id, def, name, field)
        }
      }
    }
  }

  #add(id: string, model: ModelDef, name: string, { needs, compute }: ResultField): void {
    if (Object.hasOwn(model.fields, name)) throw wrong(id, `${model.name} has a field ${name} of its own`)
    if (typeof compute !== 'function') throw wrong(id, `${model.name}.${name} has no function compute`)
    const names = Object.keys(needs ?? {}).filter((need) => needs?.[need])
    for (const need of names) {
      const field = Object.hasOwn(model.fields, need) ? model.fields[need] : undefined
      if (!field || field.relation) throw wrong(id, `${model.name}.${name} needs ${need}, which is no scalar field of the model`)
    }
    let fields = this.#byModel.get(model.name)
    if (!fields) this.#byModel.set(model.name, (fields = new Map()))
    fields.set(name, { name, needs: names, compute })
  }

  /** Readies an operation. Results that are no rows stay what they are. */
  prepare(model: string, operation: string, args: unknown, omit: OmitOptions | undefined): Prepared {
    const def = modelOf(this.#schema, model)
    if (!def || !returning.has(operation)) return { args, finish: (result) => result }
    const [prepared, work] = this.#row(def, object(args) ? args : {}, omit)
    return { args: prepared, finish: (result) => (work ? done(result, work) : result) }
  }

  #row(model: ModelDef, args: Members, omit: OmitOptions | undefined): [Members, Work | undefined] {
    const below = new Map<string, Work>()
    const [own, add, strip] = object(args['select'])
      ? this.#selected(model, args, args['select'])
      : this.#whole(model, args, omit?.[accessor(model.name)] ?? omit?.[model.name])
    const out = { ...own }
    for (const part of ['select', 'include']) {
      if (object(out[part])) out[part] = this.#relations(model, out[part], omit, below)
    }
    return add.length > 0 || below.size > 0 ? [out, { add, strip, below }] : [out, undefined]
  }

  #selected(model: ModelDef, args: Members, asked: Members): [Members, Derivation[], string[]] {
    const select: Record<string, unknown> = { ...asked }
    const add: Derivation[] = []
    for (const derivation of this.#byModel.get(model.name)?.values() ?? []) {
      if (select[derivation.name]) add.push(derivation)
      delete select[derivation.name]
    }
    const strip = new Set<string>()
    const also = add.flatMap((derivation) => derivation.needs)
    // Nothing at all cannot be selected.
    if (Object.values(select).every((value) => !value)) also.push(...model.idFields)
    for (const need of add.length > 0 ? also : []) {
      if (select[need] === true) continue
      select[need] = true
      strip.add(need)
    }
    return [{ ...args, select }, add, [...strip]]
  }

  #whole(model: ModelDef, args: Members, always: Members | undefined): [Members, Derivation[], string[]] {
    const asked = object(args['omit']) ? args['omit'] : {}
    const omit: Record<string, unknown> = { ...asked }
    const add: Derivation[] = []
    for (const derivation of this.#byModel.get(model.name)?.values() ?? []) {
      if (!asked[derivation.name]) add.push(derivation)
      delete omit[derivation.name]
    }
    const strip = new Set<string>()
    for (const need of add.flatMap((derivation) => derivation.needs)) {
      if (!(omit[need] ?? always?.[need] ?? model.fields[need]?.omit)) continue
      omit[need] = false
      strip.add(need)
    }
    const { omit: _, ...rest } = args
    return [Object.keys(omit).length > 0 ? { ...rest, omit } : rest, add, [...strip]]
  }

  #relations(model: ModelDef, selection: Members, omit: OmitOptions | undefined, below: Map<string, Work>): Members {
    const out: Record<string, unknown> = { ...selection }
    for (const [name, value] of Object.entries(selection)) {
      const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined
      const target = field?.relation && modelOf(this.#schema, field.type)
      if (!target || !value) continue
      const [args, work] = this.#row(target, object(value) ? value : {}, omit)
      if (work) below.set(name, work)
      out[name] = Object.keys(args).length > 0 ? args : true
    }
    return out
  }
}

/** Does the work on a result, which nobody else has yet. */
function done(result: unknown, work: Work): unknown {
  if (Array.isArray(result)) for (const row of result) done(row, work)
  else if (object(result)) {
    const row = result as Record<string, unknown>
    for (const [name, inner] of work.below) done(row[name], inner)
    const added = work.add.map(({ needs, compute }) => compute(Object.fromEntries(needs.map((need) => [need, row[need]]))))
    for (const name of work.strip) delete row[name]
    work.add.forEach(({ name }, i) => { row[name] = added[i] })
  }
  return result
}

function object(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function wrong(id: string, what: string): ORMError {
  return ORMError.from({ reason: 'config-error', message: `the result of plugin ${id}: ${what}` })
}
