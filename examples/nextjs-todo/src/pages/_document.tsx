import { Head, Html, Main, NextScript } from 'next/document'

const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M6 21a10 10 0 0 1 20 0z" fill="#e4572e"/>' +
  '<path d="M3 25h26M16 4v3M4.7 9.7l2.1 2.1M27.3 9.7l-2.1 2.1" stroke="#e4572e" stroke-width="2.4" stroke-linecap="round"/></svg>',
)}`

export default function Document() {
  return (
    <Html lang="en">
      <Head>
        <link rel="icon" href={icon} />
      </Head>
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  )
}
