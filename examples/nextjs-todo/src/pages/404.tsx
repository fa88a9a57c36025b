import Link from 'next/link'
import { Door } from '../components/door'

export default function NotFound() {
  return (
    <Door title="Nothing here" lead="Either there is no such page, or it is not for you. The two look alike on purpose.">
      <Link className="button wide" href="/">To my spaces</Link>
    </Door>
  )
}
