import Link from 'next/link'
import { Door } from '../components/door'

export default function Sent() {
  return (
    <Door title="Look into your mailbox" lead="We have sent a link. It signs you in once, within a day." foot={<Link href="/signin">Another address</Link>} />
  )
}
