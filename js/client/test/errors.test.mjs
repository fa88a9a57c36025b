import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ORMError, ORMErrorReason, Prisma } from '../index.mjs'

test("Prisma's errors are made as Prisma's are, and are ZenStack's too", () => {
  const known = new Prisma.PrismaClientKnownRequestError('m', { code: 'P2002', clientVersion: '6', meta: { target: ['a'] } })
  const { name, message, code, clientVersion, meta, reason } = known
  assert.deepEqual(
    { name, message, code, clientVersion, meta, reason },
    { name: 'PrismaClientKnownRequestError', message: 'm', code: 'P2002', clientVersion: '6', meta: { target: ['a'] }, reason: 'db-query-error' },
  )
  const all = [
    known,
    new Prisma.PrismaClientValidationError('m', { clientVersion: '6' }),
    new Prisma.PrismaClientUnknownRequestError('m', { clientVersion: '6' }),
    new Prisma.PrismaClientInitializationError('m', '6', 'P1001'),
    new Prisma.PrismaClientRustPanicError('m', '6'),
  ]
  for (const error of all) {
    assert.ok(error instanceof ORMError && error instanceof Error, error.name)
    assert.equal(error.clientVersion, '6')
    assert.equal(String(error), `${error.name}: m`)
  }
  assert.equal(all[3].errorCode, 'P1001')
})

test("an ORMError is made as ZenStack's is", () => {
  const cause = new Error('x')
  const error = new ORMError(ORMErrorReason.NOT_FOUND, 'm', { cause })
  assert.deepEqual([error.reason, error.message, error.cause, error.name], ['not-found', 'm', cause, 'ORMError'])
})

const details = {
  'a code makes it a known one': [{ reason: 'not-found', code: 'P2025' }, 'PrismaClientKnownRequestError'],
  'so does that of a policy': [{ reason: 'rejected-by-policy', code: 'P2004', rejectedByPolicyReason: 'no-access' }, 'PrismaClientKnownRequestError'],
  'input without a code is one of validation': [{ reason: 'invalid-input' }, 'PrismaClientValidationError'],
  'a database without a code is unknown': [{ reason: 'db-query-error', dbErrorCode: '42P01' }, 'PrismaClientUnknownRequestError'],
  'all others are of no class of Prisma': [{ reason: 'not-supported' }, 'ORMError'],
}
for (const [name, [detail, expected]] of Object.entries(details)) {
  test(name, () => {
    const error = ORMError.from({ message: 'm', model: 'User', ...detail })
    assert.equal(error.name, expected)
    assert.deepEqual({ ...error }, { name: expected, clientVersion: error.clientVersion, model: 'User', ...detail })
  })
}
