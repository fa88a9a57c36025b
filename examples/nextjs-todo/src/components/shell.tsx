import Head from 'next/head'
import Link from 'next/link'
import { signOut } from 'next-auth/react'
import type { ReactNode } from 'react'
import type { Me } from '../server/page'
import { Avatar } from './avatar'
import { Logo } from './logo'

/** A step of the way to where one is. */
export interface Crumb {
  href: string
  name: string
}

/** The frame of pages for people who are signed in. */
export function Shell({ title, me, crumbs = [], children }: { title: string; me: Me; crumbs?: Crumb[]; children: ReactNode }) {
  return (
    <>
      <Head>
        <title>{`${title} · Gozen Todo`}</title>
      </Head>
      <header className="bar">
        <div className="bar-inside">
          <Link href="/" className="brand"><Logo />Gozen Todo</Link>
          <nav className="crumbs" aria-label="You are here">
            {crumbs.map(({ href, name }) => <Link key={href} href={href}>{name}</Link>)}
          </nav>
          {/* no Link: that page speaks to another /auth, and next-auth/react keeps one for as long as it is loaded */}
          <a className="quiet" href="/direct">Still to do</a>
          <div className="me">
            <Avatar name={me.name} />
            <span className="me-name" title={me.email}>{me.name}</span>
            <button className="quiet" onClick={() => signOut({ callbackUrl: '/signin' })}>Sign out</button>
          </div>
        </div>
      </header>
      <main className="page">{children}</main>
    </>
  )
}
