import { PrismaAdapter } from '@auth/prisma-adapter'
import { replay } from './adapter.mjs'

replay(5, PrismaAdapter)
