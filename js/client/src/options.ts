import { type EncryptionOptions, wireEncryption } from './encryption'
import type { Plugin } from './plugin'
import type { SchemaDef } from './schema'
import type { SlicingOptions } from './slicing'

/** What ZenStack 2's `kinds` of enhance name: the parts of the enforcement. */
export type EnhancementKind = 'password' | 'omit' | 'policy' | 'validation' | 'delegate' | 'encryption'

/** A transaction's isolation, in Prisma's names; ZenStack's ('read committed') are taken as well. */
export const TransactionIsolationLevel = {
  ReadUncommitted: 'ReadUncommitted',
  ReadCommitted: 'ReadCommitted',
  RepeatableRead: 'RepeatableRead',
  Serializable: 'Serializable',
} as const
/** One of the values of {@link TransactionIsolationLevel}. */
export type TransactionIsolationLevel = (typeof TransactionIsolationLevel)[keyof typeof TransactionIsolationLevel]

/** How a transaction runs. */
export interface TransactionOptions {
  /** What it may see of others; the database's default when not given. */
  readonly isolationLevel?: TransactionIsolationLevel | Lowercase<string>
  /** How long to wait for it to begin, in milliseconds (2,000). */
  readonly maxWait?: number
  /** How long it may last, in milliseconds (5,000); then it is rolled back. */
  readonly timeout?: number
}

/** Makes another error, or none of ours, of every error thrown. */
export type ErrorTransformer = (error: unknown) => unknown

/** Which fields results lack unless a query says otherwise. */
export type OmitOptions = { readonly [model: string]: { readonly [field: string]: boolean } }

/** What a client may be told about queries; each client derived by `$setOptions` may be told anew. */
export interface QueryOptions {
  /** Fields left out of results: `{ user: { password: true } }`. */
  readonly omit?: OmitOptions
  /** Whether a query's own omit and select may bring such fields back (true). */
  readonly allowQueryTimeOmitOverride?: boolean
  /** Whether `@email`, `@length` and the like are checked (true). Shapes are checked always. */
  readonly validateInput?: boolean
  /** Models, operations and filters that the client has or lacks. */
  readonly slicing?: SlicingOptions
  /** Options of validation. */
  readonly validation?: {
    /** Whether `@@validate` of an update looks at its input only, not at the stored row too. */
    readonly inputOnlyValidationForUpdate?: boolean
  }
  /** The parts of the enforcement that run; all by default, encryption always. */
  readonly kinds?: readonly EnhancementKind[]
  /** Keys of `@encrypted` fields, or functions, instead of the server's GOZEN_ENCRYPTION_KEY. */
  readonly encryption?: EncryptionOptions
  /** Whether an enforced client may run raw SQL, past all rules (false). */
  readonly dangerouslyAllowRawSql?: boolean
  /** Whether an undefined argument is an error; else it means absent (false). */
  readonly strictUndefinedChecks?: boolean
  /** What the server's log says of unenforced sessions of this client. */
  readonly reason?: string
  /** What transactions begin with unless they say otherwise. */
  readonly transactionOptions?: TransactionOptions
  /** Called with each error of an operation; what it returns is thrown. */
  readonly errorTransformer?: ErrorTransformer
  /** Hooks around operations. */
  readonly plugins?: readonly Plugin[]
}

/** What {@link createClient} takes. */
export interface ClientOptions<Schema extends SchemaDef = SchemaDef> extends QueryOptions {
  /** Where the server listens: `http://host:port`, `https://…` or `unix:/path`. GOZEN_URL by default. */
  readonly url?: string
  /** The server's GOZEN_SERVICE_KEY, which is also the default. */
  readonly serviceKey?: string
  /** The module that `gozen generate --ts` wrote; without it the server is asked. */
  readonly schema?: Schema
  /** How many connections are kept at most (8); more calls at once wait for one. */
  readonly connections?: number
  /** How long an answer may take, in milliseconds (60,000); 0 is for ever. */
  readonly requestTimeout?: number
}

/** The options that the server is told with each request. */
export function wireOptions(o: QueryOptions): Record<string, unknown> | undefined {
  const all: Record<string, unknown> = {
    validateInput: o.validateInput === false ? false : undefined,
    inputOnlyValidationForUpdate: o.validation?.inputOnlyValidationForUpdate ? true : undefined,
    // Fields with @encrypted are never stored as plain text, whatever is left out.
    kinds: o.kinds && [...new Set([...o.kinds, 'encryption'])],
    dangerouslyAllowRawSql: o.dangerouslyAllowRawSql ? true : undefined,
    encryption: wireEncryption(o.encryption),
    reason: o.reason,
  }
  for (const key of Object.keys(all)) if (all[key] === undefined) delete all[key]
  return Object.keys(all).length > 0 ? all : undefined
}
