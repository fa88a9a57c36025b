/** What kind of error an {@link ORMError} is, in ZenStack's words. */
export const ORMErrorReason = {
  CONFIG_ERROR: 'config-error',
  INVALID_INPUT: 'invalid-input',
  NOT_FOUND: 'not-found',
  REJECTED_BY_POLICY: 'rejected-by-policy',
  DB_QUERY_ERROR: 'db-query-error',
  NOT_SUPPORTED: 'not-supported',
  INTERNAL_ERROR: 'internal-error',
} as const
/** One of the values of {@link ORMErrorReason}. */
export type ORMErrorReason = (typeof ORMErrorReason)[keyof typeof ORMErrorReason]

/** Why a policy refused. */
export const RejectedByPolicyReason = {
  NO_ACCESS: 'no-access',
  CANNOT_READ_BACK: 'cannot-read-back',
  OTHER: 'other',
} as const
/** One of the values of {@link RejectedByPolicyReason}. */
export type RejectedByPolicyReason = (typeof RejectedByPolicyReason)[keyof typeof RejectedByPolicyReason]

/** What an error is made of: the error member of a failed answer. */
export interface ErrorDetail {
  readonly reason: string
  readonly message: string
  readonly code?: string | undefined
  readonly meta?: Record<string, unknown> | undefined
  readonly model?: string | undefined
  readonly rejectedByPolicyReason?: string | undefined
  readonly dbErrorCode?: unknown
  readonly dbErrorMessage?: string | undefined
  readonly cause?: unknown
}

/** The version that errors name, as Prisma's do. */
export const clientVersion = '0.1.0'

/**
 * Every error that an operation throws. Code written for ZenStack 3 looks at
 * `instanceof ORMError`, `reason` and `rejectedByPolicyReason`; code written for
 * Prisma or ZenStack 2 at the subclasses, `name`, `code` and `meta`. Both work.
 */
export class ORMError extends Error {
  /** What kind of error it is. */
  reason: ORMErrorReason
  /** Prisma's code, as P2025; errors of validation by shape have none. */
  declare code?: string
  /** What belongs to the code, as Prisma's `target` of P2002. */
  declare meta?: Record<string, unknown>
  /** The model of the operation. */
  declare model?: string
  /** Why a policy refused, when one did. */
  declare rejectedByPolicyReason?: RejectedByPolicyReason
  /** The database's own code. */
  declare dbErrorCode?: unknown
  /** The database's own message, where the server tells it. */
  declare dbErrorMessage?: string
  /** The version of this client. */
  clientVersion: string = clientVersion

  constructor(reason: ORMErrorReason, message?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ORMError'
    this.reason = reason
  }

  /** Makes the error, of the right class, that an answer tells. */
  static from(detail: ErrorDetail): ORMError {
    const error = made(detail)
    if (detail.cause !== undefined) error.cause = detail.cause
    for (const key of ['reason', 'code', 'meta', 'model', 'rejectedByPolicyReason', 'dbErrorCode', 'dbErrorMessage'] as const) {
      if (detail[key] !== undefined) Object.assign(error, { [key]: detail[key] })
    }
    return error
  }
}

/** What the constructors of Prisma's errors take beside the message. */
export interface PrismaErrorOptions {
  readonly code?: string
  readonly clientVersion?: string
  readonly meta?: Record<string, unknown>
}

/** An error with a code of Prisma's. Its constructor is Prisma's, for programs that make such errors themselves. */
export class PrismaClientKnownRequestError extends ORMError {
  declare code: string

  constructor(message: string, { code, clientVersion, meta }: PrismaErrorOptions & { readonly code: string }) {
    super(reasons[code] ?? ORMErrorReason.DB_QUERY_ERROR, message)
    this.name = 'PrismaClientKnownRequestError'
    this.code = code
    if (clientVersion !== undefined) this.clientVersion = clientVersion
    if (meta !== undefined) this.meta = meta
  }
}

/** The codes that are no database's. */
const reasons: { readonly [code: string]: ORMErrorReason } = {
  P2004: ORMErrorReason.REJECTED_BY_POLICY,
  P2018: ORMErrorReason.NOT_FOUND,
  P2025: ORMErrorReason.NOT_FOUND,
}

/** Arguments that no operation takes. */
export class PrismaClientValidationError extends ORMError {
  constructor(message: string, { clientVersion }: PrismaErrorOptions = {}) {
    super(ORMErrorReason.INVALID_INPUT, message)
    this.name = 'PrismaClientValidationError'
    if (clientVersion !== undefined) this.clientVersion = clientVersion
  }
}

/** The database refused for a reason that has no code. */
export class PrismaClientUnknownRequestError extends ORMError {
  constructor(message: string, { clientVersion }: PrismaErrorOptions = {}) {
    super(ORMErrorReason.DB_QUERY_ERROR, message)
    this.name = 'PrismaClientUnknownRequestError'
    if (clientVersion !== undefined) this.clientVersion = clientVersion
  }
}

/** The server cannot be reached, or does not know the key. */
export class PrismaClientInitializationError extends ORMError {
  /** The code under the name that Prisma has for it here. */
  declare errorCode?: string

  constructor(message: string, version?: string, errorCode?: string) {
    super(ORMErrorReason.CONFIG_ERROR, message)
    this.name = 'PrismaClientInitializationError'
    if (version !== undefined) this.clientVersion = version
    if (errorCode !== undefined) Object.assign(this, { code: errorCode, errorCode })
  }
}

/** Prisma's error for a panic of its engine. Nothing throws it here: it is for code that asks for it. */
export class PrismaClientRustPanicError extends ORMError {
  constructor(message: string, version?: string) {
    super(ORMErrorReason.INTERNAL_ERROR, message)
    this.name = 'PrismaClientRustPanicError'
    if (version !== undefined) this.clientVersion = version
  }
}

function made(detail: ErrorDetail): ORMError {
  const { code, message } = detail
  if (code !== undefined) return new PrismaClientKnownRequestError(message, { code })
  if (detail.reason === ORMErrorReason.INVALID_INPUT) return new PrismaClientValidationError(message)
  if (detail.reason === ORMErrorReason.DB_QUERY_ERROR) return new PrismaClientUnknownRequestError(message)
  return new ORMError(detail.reason as ORMErrorReason, message)
}
