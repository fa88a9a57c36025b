import { type NextRequest, NextResponse } from 'next/server'

export const config = { matcher: ['/gozen/auth/:path*', '/gozen/model/:path*'] }

/**
 * Passes what is below /gozen/auth and /gozen/model on to Gozen, and no more of
 * it: its service is for this program alone. Where Gozen is, is known when the
 * site runs; a rewrite of next.config would keep what the build was told.
 */
export function proxy({ nextUrl }: NextRequest): NextResponse {
  const path = nextUrl.pathname.replace(/^\/gozen\/model\//, '/api/model/')
  return NextResponse.rewrite(new URL(path + nextUrl.search, process.env.GOZEN_URL))
}
