import '@fontsource-variable/inter'
import type { AppProps } from 'next/app'
import { NoticeProvider } from '../components/notice'
import '../styles/base.css'
import '../styles/page.css'
import '../styles/todo.css'

export default function App({ Component, pageProps }: AppProps) {
  return (
    <NoticeProvider>
      <Component {...pageProps} />
    </NoticeProvider>
  )
}
