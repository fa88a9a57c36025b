import { createClient } from '@gozen/client'
import { schema } from '../../gozen/schema'

/**
 * The trusted client: nothing that it asks is enforced. It is for the adapter and
 * for `authorize`; handlers use `getPrisma`.
 */
export const prisma = createClient({
  url: process.env.GOZEN_URL,
  serviceKey: process.env.GOZEN_SERVICE_KEY,
  schema,
})

export type PrismaClient = typeof prisma
