import { ORMError } from './errors'
import type { Plugin } from './plugin'

const groups: { readonly [group: string]: readonly string[] } = {
  $create: ['create', 'createMany', 'createManyAndReturn', 'upsert'],
  $update: ['update', 'updateMany', 'updateManyAndReturn', 'upsert'],
  $delete: ['delete', 'deleteMany'],
  $read: ['findMany', 'findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'count', 'aggregate', 'groupBy', 'exists'],
}

/** Whether what is given for a name, of a group or an operation, is for an operation. */
function covers(name: string, operation: string): boolean {
  return name === '$all' || name === operation || (groups[name]?.includes(operation) ?? false)
}

/** Checks the arguments that plugins have added, and returns those that the server knows. */
export function withoutPlugins(plugins: readonly Plugin[], model: string, operation: string, args: unknown): unknown {
  if (typeof args !== 'object' || args === null) return args
  let rest: Record<string, unknown> | undefined
  for (const { queryArgs } of plugins) {
    for (const [name, schema] of Object.entries(queryArgs ?? {})) {
      if (!covers(name, operation)) continue
      const own: Record<string, unknown> = {}
      for (const key of Object.keys(schema.shape)) {
        if (!Object.hasOwn(args, key)) continue
        own[key] = (args as Record<string, unknown>)[key]
        delete (rest ??= { ...args })[key]
      }
      const checked = schema.safeParse(own)
      if (!checked.success) throw invalid(model, operation, checked.error.issues)
    }
  }
  return rest ?? args
}

function invalid(model: string, operation: string, found: readonly { path: readonly PropertyKey[]; message: string }[]): ORMError {
  const issues = found.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  const message = `Invalid ${operation} args for model "${model}": ${issues.map((i) => `${i.message} at "${i.path}"`).join('; ')}`
  return ORMError.from({ reason: 'invalid-input', model, message, meta: { issues }, cause: Object.assign(new Error(message), { issues }) })
}
