// One implementation for both kinds of modules: were there two, an error thrown
// by one would be no instance of the other's classes.
import client from './dist/index.js'

export const {
  createClient, enhance, definePlugin, Prisma,
  Decimal, DbNull, JsonNull, AnyNull, skip,
  Sql, sql, join, raw, empty,
  FieldReference, TransactionIsolationLevel,
  ORMError, ORMErrorReason, RejectedByPolicyReason, clientVersion,
  PrismaClientKnownRequestError, PrismaClientUnknownRequestError,
  PrismaClientValidationError, PrismaClientInitializationError, PrismaClientRustPanicError,
} = client
