import { join } from 'node:path'
import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  // @gozen/client is a link to a folder beside this one. With the package from npm neither line is needed.
  turbopack: { root: join(import.meta.dirname, '../..') },
  outputFileTracingRoot: join(import.meta.dirname, '../..'),
}

export default config
