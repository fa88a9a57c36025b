import { ORMError } from './errors'
import type { OmitOptions } from './options'
import { accessor, type ModelDef, modelOf, type SchemaDef } from './schema'

/** Operations that return rows, and so fields. */
export const returning: ReadonlySet<string> = new Set([
  'findMany', 'findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow',
  'create', 'createManyAndReturn', 'update', 'updateManyAndReturn', 'upsert', 'delete',
])

type Members = { readonly [name: string]: unknown }

/** What a client leaves out of results. */
export interface OmitRules {
  readonly omit: OmitOptions | undefined
  /** Whether a query may bring such fields back. */
  readonly override: boolean
}

/**
 * Returns the arguments with the client's own omissions in them, at every depth
 * where a default result is asked for. What the query says goes before what the
 * client says, and that before the schema's @omit.
 */
export function withOmissions(schema: SchemaDef, rules: OmitRules, model: string, operation: string, args: unknown): unknown {
  if ((!rules.omit && rules.override) || !returning.has(operation)) return args
  const def = modelOf(schema, model)
  return def ? new Omitter(schema, rules).row(def, object(args) ? args : {}) : args
}

function object(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

class Omitter {
  readonly #schema: SchemaDef
  readonly #rules: OmitRules

  constructor(schema: SchemaDef, rules: OmitRules) {
    this.#schema = schema
    this.#rules = rules
  }

  row(model: ModelDef, args: Members): Members {
    if (object(args['select'])) {
      this.#forbid(model, args['select'], true)
      return { ...args, select: this.#relations(model, args['select']) }
    }
    const out: Record<string, unknown> = { ...args }
    const own = this.#rules.omit?.[accessor(model.name)] ?? this.#rules.omit?.[model.name]
    const asked = object(args['omit']) ? args['omit'] : undefined
    if (asked) this.#forbid(model, asked, false)
    if (own && Object.keys(own).length > 0) out['omit'] = { ...own, ...asked }
    if (object(args['include'])) out['include'] = this.#relations(model, args['include'])
    return out
  }

  #relations(model: ModelDef, selection: Members): Members {
    const out: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(selection)) {
      const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined
      const target = field?.relation && modelOf(this.#schema, field.type)
      const asked = value === true ? {} : value
      out[name] = target && object(asked) ? bare(this.row(target, asked), value) : value
    }
    return out
  }

  /** Refuses to bring back what is left out, where the client forbids that. */
  #forbid(model: ModelDef, asked: Members, back: boolean): void {
    if (this.#rules.override) return
    const own = this.#rules.omit?.[accessor(model.name)] ?? this.#rules.omit?.[model.name]
    for (const [name, value] of Object.entries(asked)) {
      if (value !== back || !(own?.[name] ?? model.fields[name]?.omit)) continue
      throw ORMError.from({ reason: 'invalid-input', model: model.name, message: `${model.name}.${name} is left out by the client and no query brings it back` })
    }
  }
}

/** A relation with nothing to say of it stays `true`. */
function bare(args: Members, before: unknown): unknown {
  return before === true && Object.keys(args).length === 0 ? true : args
}
