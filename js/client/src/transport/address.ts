import * as net from 'node:net'
import * as tls from 'node:tls'

/** Where `gozen serve` listens: a host and port, or a unix socket. */
export interface Address {
  /** What the Host header says. */
  readonly host: string
  /** The path before `/api/service`, empty for most. */
  readonly prefix: string
  /** What a schema loader needs to connect from another thread. */
  readonly url: string
  /** Opens a socket. */
  connect(): net.Socket
}

/** Reads `http://host:port`, `https://host` or `unix:/path/of.sock`. */
export function parseAddress(url: string): Address {
  const unix = /^unix:(?:\/\/)?(\/.*)$/.exec(url)
  if (unix) {
    const path = unix[1] as string
    return { host: 'localhost', prefix: '', url: `unix:${path}`, connect: () => net.connect({ path }) }
  }
  const u = parseURL(url)
  const prefix = u.pathname.replace(/\/+$/, '')
  const host = u.hostname.replace(/^\[|\]$/g, '')
  const at = { host: u.host, prefix, url: u.href }
  if (u.protocol === 'http:') {
    const port = Number(u.port || 80)
    return { ...at, connect: () => net.connect({ host, port, noDelay: true }) }
  }
  const port = Number(u.port || 443)
  const servername = net.isIP(host) ? {} : { servername: host }
  return { ...at, connect: () => tls.connect({ host, port, ALPNProtocols: ['http/1.1'], ...servername }).setNoDelay(true) }
}

function parseURL(url: string): URL {
  let u: URL
  try {
    u = new URL(url)
  } catch {
    throw new TypeError(`url ${JSON.stringify(url)} is none: give http://host:port or unix:/path/of.sock`)
  }
  if (u.protocol !== 'http:' && u.protocol !== 'https:') {
    throw new TypeError(`url ${JSON.stringify(url)} is neither http:, https: nor unix:`)
  }
  if (u.username || u.password || u.search || u.hash) {
    throw new TypeError('url holds a user, a query or a fragment: the key goes into serviceKey')
  }
  return u
}
