import { defineConfig } from 'vite'

// The browser talks to one site: what begins with /api is Gozen's, the rest is Vite's.
const proxy = { '/api': process.env.GOZEN_URL ?? 'http://127.0.0.1:4000' }

export default defineConfig({ server: { proxy }, preview: { proxy } })
