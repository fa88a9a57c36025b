import type { EncryptionFunctions } from './encryption'
import { type FieldDef, type ModelDef, modelOf, type SchemaDef } from './schema'

type Members = { readonly [name: string]: unknown }

/** Where arguments hold data: of the operation itself, and of the writes nested in it. */
const dataOf: { readonly [write: string]: readonly string[] } = {
  create: ['data'], createMany: ['data'], createManyAndReturn: ['data'], update: ['data'], updateMany: ['data'], updateManyAndReturn: ['data'],
  upsert: ['create', 'update'], connectOrCreate: ['create'],
}

/**
 * Seals the texts of `@encrypted` fields in arguments, and opens those in
 * results, by functions of the program. Nothing that is given is changed.
 */
export class Sealer {
  readonly #schema: SchemaDef
  readonly #functions: EncryptionFunctions

  constructor(schema: SchemaDef, functions: EncryptionFunctions) {
    this.#schema = schema
    this.#functions = functions
  }

  /** Returns the arguments of an operation as they are stored. */
  async seal(model: string, operation: string, args: unknown): Promise<unknown> {
    const def = modelOf(this.#schema, model)
    return def && object(args) ? this.#write(def, operation, args) : args
  }

  /** Returns a result as it was before it was sealed. */
  async open(model: string, result: unknown): Promise<unknown> {
    const def = modelOf(this.#schema, model)
    return def ? this.#opened(def, result) : result
  }

  async #write(model: ModelDef, write: string, args: Members): Promise<Members> {
    const out: Record<string, unknown> = { ...args }
    for (const part of dataOf[write] ?? []) if (part in out) out[part] = await each(out[part], (data) => this.#data(model, data))
    return out
  }

  async #data(model: ModelDef, data: Members): Promise<Members> {
    const out: Record<string, unknown> = { ...data }
    for (const [name, value] of Object.entries(data)) {
      const field = fieldOf(model, name)
      const target = field?.relation && modelOf(this.#schema, field.type)
      if (field?.encrypted) out[name] = await this.#sealed(field.originModel ?? model.name, field, value)
      else if (target && object(value)) out[name] = await this.#nested(target, value)
    }
    return out
  }

  /** A text, or `{ set: text }`. The empty text stays what it is, as in the server. */
  async #sealed(model: string, field: FieldDef, value: unknown): Promise<unknown> {
    if (object(value) && 'set' in value) return { ...value, set: await this.#sealed(model, field, value['set']) }
    return typeof value === 'string' && value !== '' ? this.#functions.encrypt(model, field, value) : value
  }

  async #nested(target: ModelDef, writes: Members): Promise<Members> {
    const out: Record<string, unknown> = { ...writes }
    for (const [write, value] of Object.entries(writes)) {
      if (write === 'create') out[write] = await each(value, (data) => this.#data(target, data))
      else if (write === 'update') out[write] = await each(value, (part) => (wrapped(target, part) ? this.#write(target, write, part) : this.#data(target, part)))
      else if (dataOf[write]) out[write] = await each(value, (part) => this.#write(target, write, part))
    }
    return out
  }

  async #opened(model: ModelDef, value: unknown): Promise<unknown> {
    return each(value, async (row) => {
      const out: Record<string, unknown> = { ...row }
      for (const [name, member] of Object.entries(row)) {
        const field = fieldOf(model, name) ?? this.#below(model, name)
        const target = field?.relation && modelOf(this.#schema, field.type)
        if (field?.encrypted) out[name] = await this.#plain(field.originModel ?? model.name, field, member)
        else if (target) out[name] = await this.#opened(target, member)
      }
      return out
    })
  }

  /** What cannot be opened is shown as it is stored, and told, as the server does. */
  async #plain(model: string, field: FieldDef, stored: unknown): Promise<unknown> {
    if (typeof stored !== 'string' || stored === '') return stored
    try {
      return await this.#functions.decrypt(model, field, stored)
    } catch (error) {
      process.emitWarning(`${model}.${field.name} cannot be decrypted: ${(error as Error)?.message ?? error}`, 'GozenEncryption')
      return stored
    }
  }

  /** A field that a model extending this one adds to its rows. */
  #below(model: ModelDef, name: string): FieldDef | undefined {
    for (const sub of model.subModels ?? []) {
      const def = modelOf(this.#schema, sub)
      const field = def && (fieldOf(def, name) ?? this.#below(def, name))
      if (field) return field
    }
    return undefined
  }
}

function fieldOf(model: ModelDef, name: string): FieldDef | undefined {
  return Object.hasOwn(model.fields, name) ? model.fields[name] : undefined
}

function object(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** An update of one related row is data itself, or holds it. */
function wrapped(model: ModelDef, part: Members): boolean {
  return 'data' in part && fieldOf(model, 'data') === undefined
}

/** Maps an object, or each in a list; anything else is left to the server. */
async function each(value: unknown, map: (part: Members) => Promise<unknown>): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((part) => each(part, map)))
  return object(value) ? map(value) : value
}
