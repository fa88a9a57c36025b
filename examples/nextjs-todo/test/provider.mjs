import assert from 'node:assert/strict'
import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Starts an OpenID provider (OpenID Connect Core 1.0, authorization code with
 * PKCE) whose sign-in page believes whatever name it is told.
 */
export async function startProvider() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const clientId = 'todo'
  const clientSecret = randomUUID()
  const codes = new Map()
  const people = new Map()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}`

  const routes = {
    'GET /.well-known/openid-configuration': () => ({
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      userinfo_endpoint: `${url}/userinfo`,
      jwks_uri: `${url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: ['openid', 'email', 'profile'],
    }),
    'GET /keys': () => ({ keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }),
    'GET /authorize': ({ query }) => {
      assert.equal(query.get('client_id'), clientId)
      assert.equal(query.get('response_type'), 'code')
      assert.equal(query.get('code_challenge_method'), 'S256')
      const fields = [...query].map(([name, value]) => `<input type=hidden name="${name}" value="${value}">`).join('')
      return `<!doctype html><title>Example ID</title><h1>Example ID</h1><form method=post>${fields}<label>E-mail <input name=email></label><button>Continue</button></form>`
    },
    'POST /authorize': ({ form }, response) => {
      const code = randomUUID()
      codes.set(code, form)
      const back = new URL(form.get('redirect_uri'))
      back.searchParams.set('code', code)
      if (form.has('state')) back.searchParams.set('state', form.get('state'))
      response.writeHead(302, { location: back.href })
    },
    'POST /token': ({ form, authorization }) => {
      const [id, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':').map(decodeURIComponent)
      assert.deepEqual({ id, secret }, { id: clientId, secret: clientSecret })
      const asked = codes.get(form.get('code'))
      codes.delete(form.get('code'))
      assert.ok(asked, 'a code is good once')
      assert.equal(form.get('redirect_uri'), asked.get('redirect_uri'))
      assert.equal(createHash('sha256').update(form.get('code_verifier')).digest('base64url'), asked.get('code_challenge'))
      const person = claims(asked.get('email'))
      const token = randomUUID()
      people.set(token, person)
      const now = Math.floor(Date.now() / 1000)
      const nonce = asked.has('nonce') ? { nonce: asked.get('nonce') } : {}
      const idToken = jwt(privateKey, { iss: url, aud: clientId, iat: now, exp: now + 300, ...nonce, ...person })
      return { access_token: token, token_type: 'Bearer', expires_in: 300, scope: 'openid email profile', id_token: idToken }
    },
    'GET /userinfo': ({ authorization }) => people.get(authorization.replace('Bearer ', '')),
  }

  server.on('request', async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, url)
    const body = request.method === 'POST' ? await text(request) : ''
    try {
      const route = routes[`${request.method} ${pathname}`]
      assert.ok(route, `${request.method} ${pathname}`)
      const answer = route({ query: searchParams, form: new URLSearchParams(body), authorization: request.headers.authorization ?? '' }, response)
      if (answer) response.setHeader('content-type', typeof answer === 'string' ? 'text/html' : 'application/json')
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    } catch (error) {
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: 'invalid_request', error_description: error.message }))
    }
  })
  return { url, clientId, clientSecret, stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) }
}

/** What is known of the person with an address. */
function claims(email) {
  const [name] = email.split('@')
  return { sub: `sub-${name}`, email, email_verified: true, name: name[0].toUpperCase() + name.slice(1) }
}

function jwt(key, payload) {
  const text = [{ alg: 'RS256', kid: 'one', typ: 'JWT' }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
}
