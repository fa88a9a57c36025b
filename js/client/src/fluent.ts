import { type Call, RequestPromise } from './promise'
import { type FieldDef, type ModelDef, modelOf, type SchemaDef } from './schema'

/** One step of a fluent call: `.posts({ take: 3 })`. */
export interface Step {
  readonly relation: FieldDef
  readonly args: unknown
}

/** Returns a promise of what the steps from a row lead to. */
type Follow = (step: Step) => RequestPromise<unknown>

/** A promise of one row, which has a method for each relation of its model. */
class RowPromise extends RequestPromise<unknown> {
  readonly #follow: Follow

  constructor(call: Call, follow: Follow) {
    super(call)
    this.#follow = follow
  }

  /** Returns the promise of what a relation leads to. */
  static follow(promise: RowPromise, step: Step): RequestPromise<unknown> {
    return promise.#follow(step)
  }
}

/** Operations that return one row. */
const single = new Set(['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'create', 'update', 'upsert', 'delete'])

/** The classes of promises of one row, by the row's model. */
const classes = new WeakMap<ModelDef, typeof RowPromise>()

/** The promises of a model: one class for all, so that a call costs no more than its promise. */
function classOf(model: ModelDef): typeof RowPromise {
  let known = classes.get(model)
  if (known) return known
  known = class extends RowPromise {}
  for (const relation of Object.values(model.fields)) {
    if (!relation.relation || relation.name in known.prototype) continue
    Object.defineProperty(known.prototype, relation.name, {
      value(this: RowPromise, args?: unknown) {
        return RowPromise.follow(this, { relation, args })
      },
    })
  }
  classes.set(model, known)
  return known
}

/** Makes the promise of an operation; ask makes its call of its arguments. */
export function fluent(schema: SchemaDef, model: ModelDef, operation: string, args: unknown, ask: (args: unknown) => Call): RequestPromise<unknown> {
  if (!single.has(operation)) return new RequestPromise(ask(args))
  const promise = (steps: readonly Step[], at: ModelDef): RequestPromise<unknown> =>
    new (classOf(at))(steps.length === 0 ? ask(args) : along(args, steps, ask), (step) => {
      const further = [...steps, step]
      const target = modelOf(schema, step.relation.type)
      if (step.relation.array || !target) return new RequestPromise(along(args, further, ask))
      return promise(further, target)
    })
  return promise([], model)
}

/** Asks for what the steps lead to, and for nothing else of the rows on the way. */
function along(args: unknown, steps: readonly Step[], ask: (args: unknown) => Call): Call {
  let inner: unknown
  for (const { relation, args: own } of steps.toReversed()) {
    const whole = inner === undefined ? (own ?? true) : { ...selectingNothing(own), select: inner }
    inner = { [relation.name]: whole }
  }
  const { run } = ask({ ...selectingNothing(args), select: inner })
  return { run: async (transaction) => reached(await run(transaction), steps) }
}

function selectingNothing(args: unknown): object {
  const { select: _select, include: _include, omit: _omit, ...rest } = (args ?? {}) as Record<string, unknown>
  return rest
}

/** Null where the way ends before its last step. */
function reached(row: unknown, steps: readonly Step[]): unknown {
  let at = row
  for (const { relation } of steps) at = (at as Record<string, unknown> | null)?.[relation.name] ?? null
  return at
}
