import { Decimal } from 'decimal.js'
import {
  clientVersion,
  PrismaClientInitializationError,
  PrismaClientKnownRequestError,
  PrismaClientRustPanicError,
  PrismaClientUnknownRequestError,
  PrismaClientValidationError,
} from './errors'
import { AnyNull, DbNull, JsonNull } from './null'
import { TransactionIsolationLevel } from './options'
import type { Extension } from './extends'
import { empty, join, raw, Sql, sql } from './sql'
import { skip } from './wire'

/**
 * What code written for Prisma takes from its `Prisma` namespace:
 * `Prisma.sql`, `Prisma.Decimal`, `Prisma.DbNull`, the errors.
 */
export const Prisma = {
  sql, join, raw, empty, Sql, skip,
  Decimal, DbNull, JsonNull, AnyNull,
  TransactionIsolationLevel,
  PrismaClientKnownRequestError,
  PrismaClientRustPanicError,
  PrismaClientUnknownRequestError,
  PrismaClientValidationError,
  PrismaClientInitializationError,
  defineExtension: <const E extends Extension | ((client: any) => any)>(extension: E): E => extension,
  /** The operations of the model, or the client, that a method of an extension was called on. */
  getExtensionContext: (that: object): any => that,
  prismaVersion: { client: clientVersion },
} as const
