import type { ModelExtensions, Plugin, QueryContext, ResultExtensions } from './plugin'
import { accessor } from './schema'

/** What a hook of a query component gets; query goes on. */
export interface ExtensionQuery {
  readonly model: string
  readonly operation: string
  readonly args: any
  readonly query: (args: any) => Promise<any>
}

type QueryHook = (context: ExtensionQuery) => unknown

/** An extension in Prisma's form. */
export interface Extension {
  readonly name?: string
  /** Hooks by model, or `$allModels`, and operation, or `$allOperations`. */
  readonly query?: { readonly [model: string]: { readonly [operation: string]: QueryHook } | QueryHook }
  /** Fields of results. */
  readonly result?: ResultExtensions
  /** Methods of models. */
  readonly model?: ModelExtensions
  /** Members of the client. */
  readonly client?: { readonly [member: string]: unknown } & ThisType<any>
}

/** Makes a plugin of an extension. It has an id of its own, so that no name takes another's place. */
export function pluginOf({ name, query, result, model, client }: Extension, number: number): Plugin {
  return {
    id: `extension ${number}${name === undefined ? '' : ` ${name}`}`,
    ...(query ? { onQuery: (context: QueryContext) => queried(query, context) } : {}),
    ...(result ? { result } : {}),
    ...(model ? { model } : {}),
    ...(client ? { client: client as NonNullable<Plugin['client']> } : {}),
  }
}

/** Runs the hooks for an operation, what is said of it alone innermost, as Prisma does. */
async function queried(hooks: NonNullable<Extension['query']>, { model, operation, args, proceed }: QueryContext): Promise<unknown> {
  const of = (name: string): { readonly [operation: string]: QueryHook } => {
    const own = Object.hasOwn(hooks, name) ? hooks[name] : undefined
    return typeof own === 'object' ? own : {}
  }
  const own = { ...of(model), ...of(accessor(model)) }
  const all = of('$allModels')
  const outermost = hooks['$allOperations']
  let next = proceed
  for (const hook of [own[operation], own['$allOperations'], all[operation], all['$allOperations'], outermost]) {
    if (typeof hook !== 'function') continue
    const query = next
    next = async (given) => hook({ model, operation, args: given, query })
  }
  return next(args ?? {})
}
