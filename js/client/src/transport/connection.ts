import type { Socket } from 'node:net'

/** A response of the service: its status and its body, which is JSON text. */
export interface Response {
  readonly status: number
  readonly body: string
}

/** A connection ended or spoke no HTTP before it answered. */
export class ConnectionError extends Error {
  /** Whether no byte of an answer had come. */
  readonly unanswered: boolean

  constructor(message: string, unanswered: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ConnectionError'
    this.unanswered = unanswered
  }
}

interface Waiting {
  resolve(response: Response): void
  reject(error: ConnectionError): void
}

/** Headers of an answer longer than this are none of ours. */
const headerLimit = 64 << 10

/**
 * One HTTP/1.1 connection that carries one request at a time. Node's own client
 * costs more for a call than the engine does (README.md has figures), so this
 * speaks the little of HTTP that the service answers with: a status, a length
 * or chunks, a body.
 */
export class Connection {
  readonly #socket: Socket
  readonly #closed: (connection: Connection) => void
  readonly #timeout: number
  #waiting: Waiting | undefined
  /** What came of an answer, and how many bytes it takes to look at it again. */
  #pieces: Buffer[] = []
  #size = 0
  #need = 0
  #usable = true

  constructor(socket: Socket, timeout: number, closed: (connection: Connection) => void) {
    this.#socket = socket
    this.#timeout = timeout
    this.#closed = closed
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('end', () => this.#fail('the server closed the connection'))
    socket.on('error', (error) => this.#fail(error.message, error))
    socket.on('close', () => this.#fail('the connection was closed'))
    socket.on('timeout', () => this.#fail(`no answer within ${timeout} ms`))
  }

  /** Whether another request may go through. */
  get usable(): boolean {
    return this.#usable
  }

  /** Sends a request whose text is complete and waits for its answer. */
  send(text: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.ref()
      if (this.#timeout > 0) this.#socket.setTimeout(this.#timeout)
      this.#socket.write(text)
    })
  }

  /** Lets the process end while nothing is asked, and the socket after idle ms. */
  rest(idle: number): void {
    this.#socket.setTimeout(idle)
    this.#socket.unref()
  }

  /** Closes the connection. */
  close(): void {
    this.#fail('the client was disconnected')
  }

  #receive(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#size += piece.length
    // A long answer comes in many pieces: it is put together once.
    if (this.#need > 0 ? this.#size < this.#need : this.#need < 0 && !endsEmpty(piece)) return
    const buffer = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces)
    let answer: Answer | number
    try {
      answer = parseAnswer(buffer)
    } catch (error) {
      this.#fail((error as Error).message)
      return
    }
    if (typeof answer === 'number') {
      this.#pieces = [buffer]
      this.#need = answer
      return
    }
    this.#finish(answer)
  }

  #finish(answer: Answer): void {
    const waiting = this.#waiting
    if (!waiting || answer.rest > 0) {
      this.#fail('the server answered what nobody asked')
      return
    }
    this.#waiting = undefined
    this.#pieces = []
    this.#size = 0
    this.#need = 0
    if (answer.last) this.#fail('the server closes the connection')
    waiting.resolve(answer)
  }

  #fail(message: string, cause?: Error): void {
    this.#usable = false
    const waiting = this.#waiting
    this.#waiting = undefined
    this.#socket.destroy()
    this.#closed(this)
    waiting?.reject(new ConnectionError(message, this.#size === 0, cause))
  }
}

interface Answer extends Response {
  /** Whether the server takes no more requests on this connection. */
  readonly last: boolean
  /** How many bytes came after the answer. */
  readonly rest: number
}

/** An answer in chunks ends in an empty line: before one comes it is not worth a look. */
function endsEmpty(piece: Buffer): boolean {
  return piece.length < 4 || piece.readUInt32BE(piece.length - 4) === 0x0d0a0d0a
}

/**
 * Returns the answer at the start of b. While that is incomplete it returns how
 * many bytes are needed: 0 when unknown, -1 when the answer ends by an empty line.
 */
export function parseAnswer(b: Buffer): Answer | number {
  const end = b.indexOf('\r\n\r\n')
  if (end < 0) {
    if (b.length > headerLimit) throw new Error('the server did not answer in HTTP/1.1')
    return 0
  }
  const head = b.toString('latin1', 0, end)
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)
  if (!status) throw new Error('the server did not answer in HTTP/1.1')
  const code = Number(status[1])
  const last = /\r\nconnection:[ \t]*close/i.test(head)
  const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)
  if (length) {
    const stop = end + 4 + Number(length[1])
    if (b.length < stop) return stop
    return { status: code, body: b.toString('utf8', end + 4, stop), last, rest: b.length - stop }
  }
  if (/\r\ntransfer-encoding:[ \t]*chunked/i.test(head)) {
    const body = parseChunks(b, end + 4)
    return body ? { status: code, body: body.text, last, rest: b.length - body.end } : -1
  }
  throw new Error('the server did not say how long its answer is')
}

function parseChunks(b: Buffer, start: number): { text: string; end: number } | undefined {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const line = b.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = /^[0-9a-f]{1,8}(?=;|$)/i.exec(b.toString('latin1', at, line))
    if (!size) throw new Error('the server sent a malformed chunk')
    const length = Number.parseInt(size[0], 16)
    const data = line + 2
    if (length === 0) {
      const end = endOfTrailers(b, data)
      return end === undefined ? undefined : { text: Buffer.concat(parts).toString('utf8'), end }
    }
    if (b.length < data + length + 2) return undefined
    parts.push(b.subarray(data, data + length))
    at = data + length + 2
  }
}

function endOfTrailers(b: Buffer, at: number): number | undefined {
  if (b.length < at + 2) return undefined
  if (b.toString('latin1', at, at + 2) === '\r\n') return at + 2
  const end = b.indexOf('\r\n\r\n', at)
  return end < 0 ? undefined : end + 4
}
