import { Client, clientOf } from './client'
import type { QueryOptions, TransactionIsolationLevel, TransactionOptions } from './options'

/** As whom an enhanced client asks. */
export interface EnhanceContext<User extends object = Record<string, unknown>> {
  /** The signed-in user with at least the id; undefined or null for nobody. */
  readonly user?: User | null | undefined
}

/** Options of {@link enhance}, as ZenStack 2 has them. */
export interface EnhanceOptions extends QueryOptions {
  /** What transactions begin with unless they say otherwise. */
  readonly transactionMaxWait?: number
  readonly transactionTimeout?: number
  readonly transactionIsolationLevel?: TransactionIsolationLevel
}

/** Returns the client as a user, with all rules in force. */
export function enhanced(client: object, context: EnhanceContext<object> | undefined, options: EnhanceOptions | undefined): object {
  const session = Client.sessionOf(client)
  const { transactionMaxWait, transactionTimeout, transactionIsolationLevel, ...query } = options ?? {}
  const transactionOptions: TransactionOptions = {
    ...session.options.transactionOptions,
    ...(transactionMaxWait === undefined ? {} : { maxWait: transactionMaxWait }),
    ...(transactionTimeout === undefined ? {} : { timeout: transactionTimeout }),
    ...(transactionIsolationLevel === undefined ? {} : { isolationLevel: transactionIsolationLevel }),
    ...query.transactionOptions,
  }
  const merged: QueryOptions = { ...session.options, ...query, transactionOptions }
  const own = session.withOptions(merged).withAs({ user: context?.user ?? null, enforce: true })
  own.checkUser(own.service.known)
  return clientOf(own)
}
