import v4 from '@next-auth/prisma-adapter'
import { replay } from './adapter.mjs'

replay(4, v4.PrismaAdapter)
