// Usage: node check.mjs FILE
// FILE is JSON: {"document": …, "answers": [{"method", "path", "status", "body"}], "requests": [{"method", "path", "body"}]}.
// The document must be valid OpenAPI 3.1, its schemas JSON Schema 2020-12, its examples must fit their schemas,
// every answer must fit what the document says of it, and every request that was taken what it says of requests.
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const { document, answers = [], requests = [] } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const faults = []

const valid = await new Validator().validate(structuredClone(document))
if (!valid.valid) faults.push(`not OpenAPI: ${JSON.stringify(valid.errors, null, 1)}`)

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true, allErrors: true })
addFormats(ajv)
for (const name of ['int64', 'decimal']) ajv.addFormat(name, true)
for (const word of ['example']) ajv.addKeyword(word)
const absolute = (s) => JSON.parse(JSON.stringify(s).replaceAll('"#/components/schemas/', '"http://api.test/schemas#/$defs/'))
ajv.addSchema({ $id: 'http://api.test/schemas', $defs: absolute(document.components.schemas) })

const compiled = new Map()
function check(schema, value, what) {
  const key = JSON.stringify(schema)
  if (!compiled.has(key)) compiled.set(key, ajv.compile(absolute(schema)))
  const fits = compiled.get(key)
  if (!fits(value)) faults.push(`${what}: ${JSON.stringify(fits.errors.slice(0, 4))} in ${JSON.stringify(value).slice(0, 400)}`)
}

for (const name of Object.keys(document.components.schemas)) {
  try {
    ajv.compile({ $ref: `http://api.test/schemas#/$defs/${name}` })
  } catch (e) {
    faults.push(`schema ${name}: ${e.message}`)
  }
}

const ids = new Set()
const routes = []
for (const [path, operations] of Object.entries(document.paths)) {
  const pattern = new RegExp(`^${path.replaceAll('$', '\\$').replaceAll(/\{[^}]*\}/g, '[^/]+')}$`)
  for (const [method, operation] of Object.entries(operations)) {
    routes.push({ pattern, method, operation, fixed: !path.includes('{') })
    if (ids.has(operation.operationId)) faults.push(`${operation.operationId} is the id of two operations`)
    ids.add(operation.operationId)
    for (const p of [...(operation.parameters ?? []), operation.requestBody ?? {}]) {
      for (const media of Object.values(p.content ?? {})) {
        if ('example' in media) check(media.schema, media.example, `the example of ${method} ${path}`)
      }
    }
  }
}

const found = (method, path) => {
  const all = routes.filter((r) => r.method === method.toLowerCase() && r.pattern.test(path))
  return (all.find((r) => r.fixed) ?? all[0])?.operation
}
let compared = 0
for (const { method, path, status, body, id } of answers) {
  const operation = found(method, path)
  if (!operation) {
    if (status < 400) faults.push(`${id}: ${method} ${path} is not described, and answers ${status}`)
    continue
  }
  const response = operation.responses[status]
  if (!response) {
    faults.push(`${id}: ${method} ${path} answers ${status}, which is not described`)
    continue
  }
  check(Object.values(response.content)[0].schema, body, `${id}: the answer ${status} of ${method} ${path}`)
  compared++
}
for (const { method, path, body, q, id } of requests) {
  const operation = found(method, path)
  if (!operation) continue
  const content = q ? operation.parameters?.find((p) => p.name === 'q')?.content : operation.requestBody?.content
  if (!content) continue
  check(Object.values(content)[0].schema, body, `${id}: the request ${method} ${path}`)
  compared++
}
if (faults.length > 0) {
  console.log(faults.join('\n'))
  process.exit(1)
}
console.log(`${Object.keys(document.components.schemas).length} schemas, ${routes.length} operations, ${compared} requests and answers compared`)
