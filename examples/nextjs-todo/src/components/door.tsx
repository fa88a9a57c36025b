import Head from 'next/head'
import type { ReactNode } from 'react'
import { Logo } from './logo'

/** The frame of pages for people who are not signed in yet. */
export function Door({ title, lead, children, foot }: { title: string; lead?: string; children?: ReactNode; foot?: ReactNode }) {
  return (
    <main className="door">
      <Head>
        <title>{`${title} · Gozen Todo`}</title>
      </Head>
      <div className="sky"><Logo size={72} /></div>
      <section className="card door-card">
        <h1>{title}</h1>
        {lead && <p className="lead">{lead}</p>}
        {children}
      </section>
      {foot && <p className="foot">{foot}</p>}
    </main>
  )
}
