import { ORMError } from './errors'
import { TransactionIsolationLevel, type TransactionOptions } from './options'
import { type Call, type Operation, RequestPromise } from './promise'
import type { Session } from './session'

/** Runs what is given in a transaction: promises in their order, or a function with a client. */
export async function transact(
  session: Session,
  work: unknown,
  options: TransactionOptions | undefined,
  client: (session: Session) => unknown,
): Promise<unknown> {
  if (typeof work === 'function') {
    const run = work as (tx: unknown) => Promise<unknown>
    // A transaction within one is a part of it.
    if (session.transaction !== undefined) return run(client(session))
    return interactive(session, options, (inner) => run(client(inner)))
  }
  if (!Array.isArray(work)) throw invalid('$transaction takes a function, or an array of promises of the client')
  return sequential(session, work.map(callOf), options)
}

function callOf(promise: unknown): Call {
  const call = RequestPromise.callOf(promise)
  if (call) return call
  throw invalid(
    'All elements of the array need to be Prisma Client promises. Hint: Please make sure you are not awaiting the client calls you intended to pass in the $transaction function.',
  )
}

async function sequential(session: Session, calls: readonly Call[], options: TransactionOptions | undefined): Promise<unknown[]> {
  if (calls.length === 0) return []
  if (session.transaction !== undefined) return inOrder(calls, session.transaction)
  const operations = together(session, calls)
  // One request needs no limits of its own: it has those of any.
  if (operations) return (await session.batch(operations, isolation(session, options).isolationLevel)) as unknown[]
  return interactive(session, options, (inner) => inOrder(calls, inner.transaction))
}

async function inOrder(calls: readonly Call[], transaction: string | undefined): Promise<unknown[]> {
  const results: unknown[] = []
  for (const call of calls) results.push(await call.run(transaction))
  return results
}

/**
 * Returns the operations when one request can carry them all: no raw SQL, no
 * hooks, and one asker, who is this client's own. Every promise keeps the
 * authority of the client that made it.
 */
function together(session: Session, calls: readonly Call[]): Operation[] | undefined {
  const operations: Operation[] = []
  for (const { operation, who } of calls) {
    if (!operation || who !== session.who) return undefined
    operations.push(operation)
  }
  return operations
}

/** Runs work in a transaction of its own, and then what waits for its commit. */
export async function interactive<T>(session: Session, options: TransactionOptions | undefined, work: (inner: Session) => Promise<T>): Promise<T> {
  const { id } = (await session.control('/transaction', isolation(session, options))) as { id: string }
  const end = (how: string): Promise<unknown> => session.control(`/transaction/${encodeURIComponent(id)}/${how}`, {})
  let result: T
  try {
    result = await work(session.inTransaction(id))
  } catch (error) {
    // The error that ended it is the one to tell; a lost rollback is the server's timeout's.
    session.service.forget(id)
    await end('rollback').catch(() => undefined)
    throw error
  }
  const waiting = session.service.forget(id)
  await end('commit')
  for (const work of waiting) await work()
  return result
}

function isolation(session: Session, options: TransactionOptions | undefined): { isolationLevel?: string; maxWait?: number; timeout?: number } {
  const { isolationLevel, ...rest } = { ...session.options.transactionOptions, ...options }
  return isolationLevel === undefined ? rest : { ...rest, isolationLevel: levelName(isolationLevel) }
}

/** ZenStack writes 'read committed' where Prisma writes 'ReadCommitted'. */
function levelName(level: string): string {
  const bare = level.replaceAll(' ', '').toLowerCase()
  return Object.values(TransactionIsolationLevel).find((name) => name.toLowerCase() === bare) ?? level
}

function invalid(message: string): ORMError {
  return ORMError.from({ reason: 'invalid-input', message })
}
