import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { createClient } from '../../index.mjs'
import { serve, unavailable } from './serve.mjs'

const vectors = JSON.parse(readFileSync(new URL('../vectors/prisma-calls.json', import.meta.url)))

/** Which method of an adapter makes a call; given the call's arguments. */
const methods = {
  'user.create': (a, { data }) => a.createUser(data),
  'user.findUnique': (a, { where }) => ('id' in where ? a.getUser(where.id) : a.getUserByEmail(where.email)),
  'user.update': (a, { where, data }) => a.updateUser({ ...where, ...data }),
  'user.delete': (a, { where }) => a.deleteUser(where.id),
  'account.create': (a, { data }) => a.linkAccount(data),
  'account.findUnique': (a, { where }) => a.getUserByAccount(where.provider_providerAccountId),
  'account.findFirst': (a, { where }) => a.getAccount(where.providerAccountId, where.provider),
  'account.delete': (a, { where }) => a.unlinkAccount(where.provider_providerAccountId),
  'session.create': (a, { data }) => a.createSession(data),
  'session.findUnique': (a, { where }) => a.getSessionAndUser(where.sessionToken),
  'session.update': (a, { data }) => a.updateSession(data),
  'session.delete': (a, { where }) => a.deleteSession(where.sessionToken),
  'verificationToken.create': (a, { data }) => a.createVerificationToken(data),
  'verificationToken.delete': (a, { where }) => a.useVerificationToken(where.identifier_token),
  'authenticator.create': (a, { data }) => a.createAuthenticator(data),
  'authenticator.findUnique': (a, { where }) => a.getAuthenticator(where.credentialID),
  'authenticator.findMany': (a, { where }) => a.listAuthenticatorsByUserId(where.userId),
  'authenticator.update': (a, { where, data }) => a.updateAuthenticatorCounter(where.credentialID, data.counter),
}

/** What the adapter makes of a call's result. */
const returned = {
  'account.findUnique': (result) => result?.user ?? null,
  'session.findUnique': (result) => {
    if (!result) return null
    const { user, ...session } = result
    return { user, session }
  },
}

/** A recorded value with its dates, its undefined, and the ids of this run. */
function revive(value, ids, provider, asText) {
  const text = JSON.stringify(value, (key, v) => {
    if (provider === 'postgresql' && key === 'expires_at' && v > 2 ** 31) return 2 ** 31 - 1 // an integer column there holds no more, with Prisma neither
    return typeof v === 'string' && ids.has(v) ? ids.get(v) : v
  })
  return walk(JSON.parse(text), '', asText)
}

function walk(value, key, asText) {
  if (value === '__undefined__') return undefined
  if (Array.isArray(value)) return value.map((item) => walk(item, '', asText))
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, k, asText)]))
  return !asText && (key === 'expires' || key === 'emailVerified') && typeof value === 'string' ? new Date(value) : value
}

const sorted = (list) => (Array.isArray(list) ? [...list].sort((a, b) => a.credentialID.localeCompare(b.credentialID)) : list)

/**
 * Drives an unmodified adapter through the recorded calls of its version. It
 * must make the recorded calls, and the engine must answer them as Prisma did.
 */
export function replay(version, PrismaAdapter) {
  let server
  const made = []
  const ids = new Map()
  const recorder = { id: 'recorder', onQuery: ({ model, operation, args, proceed }) => {
    made.push({ model: model[0].toLowerCase() + model.slice(1), operation, args })
    return proceed(args)
  } }
  const adapterOf = (options) => PrismaAdapter(createClient({ ...server, ...options }).$use(recorder))

  before(async () => { server = await serve('authjs') })
  after(() => server?.stop())

  async function step(adapter, call, name, asText) {
    const key = `${call.model}.${call.operation}`
    const args = revive(call.args, ids, server.provider, asText)
    made.length = 0
    const done = methods[key](adapter, args)
    if (call.error && !(key === 'verificationToken.delete' && call.error.code === 'P2025')) {
      const { name: errorName, code, meta } = call.error
      const error = await done.then(() => assert.fail(`${name}: nothing was thrown`), (e) => e)
      assert.deepEqual({ name: error.name, code: error.code ?? null }, { name: errorName, code }, `${name}: ${error.message}`)
      if (meta?.modelName) assert.equal(error.meta.modelName, meta.modelName, name)
    } else {
      const result = await done
      if (call.operation === 'create' && call.result.id) ids.set(call.result.id, result.id)
      const expected = revive(call.result ?? null, ids, server.provider)
      assert.deepEqual(sorted(result), sorted((returned[key] ?? ((r) => r))(expected)), name)
    }
    assert.deepEqual(made, [{ model: call.model, operation: call.operation, args }], `${name}: the call`)
  }

  const options = { skip: unavailable }
  test(`v${version}: every call of the official suite`, options, async () => {
    const adapter = adapterOf()
    for (const call of vectors[`calls_v${version}`]) await step(adapter, call, call.id)
    for (const model of ['account', 'session', 'verificationToken', 'authenticator', 'user']) await createClient(server)[model].deleteMany({})
  })

  test(`v${version}: edge cases`, options, async (t) => {
    // The calls of v5 were recorded with Prisma's strict checks, as its own tests run.
    const adapter = adapterOf({ strictUndefinedChecks: version === 5 })
    for (const probe of vectors.probe.filter((p) => p.version === version)) {
      await t.test(`${probe.id} ${probe.case}`, async () => {
        for (const call of probe.calls) await step(adapter, call, probe.id, probe.case.includes('ISO string'))
      })
    }
  })

  test(`v${version}: of two uses of a token at once, one gets it`, options, async () => {
    const adapter = adapterOf()
    const token = { identifier: 'race@example.com', token: 'race', expires: new Date() }
    for (let i = 0; i < 20; i++) {
      await adapter.createVerificationToken({ ...token })
      const uses = await Promise.all([adapter.useVerificationToken({ identifier: token.identifier, token: token.token }), adapter.useVerificationToken({ identifier: token.identifier, token: token.token })])
      assert.deepEqual(uses.filter(Boolean), [token])
    }
  })
}
