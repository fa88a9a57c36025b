import { Decimal } from 'decimal.js'
import {
  clientVersion,
  PrismaClientInitializationError,
  PrismaClientKnownRequestError,
  PrismaClientUnknownRequestError,
  PrismaClientValidationError,
} from './errors'
import { AnyNull, DbNull, JsonNull } from './null'
import { TransactionIsolationLevel } from './options'
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
  PrismaClientUnknownRequestError,
  PrismaClientValidationError,
  PrismaClientInitializationError,
  prismaVersion: { client: clientVersion },
} as const
