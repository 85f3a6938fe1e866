import { isDeepStrictEqual } from 'node:util'
import { holders } from './holders.ts'
import { openSite } from './open-site.ts'
import { until } from './until.ts'

await using site = await openSite(process.env['DATABASE_URL'])
await site.visit(200)

const first = await site.startWorker('first')
const second = await site.startWorker('second')
const third = await site.startWorker('third')
await until(async () => isDeepStrictEqual(await holders(first), { first: 2, second: 2, third: 2 }))
console.log('shared:', await holders(first))

await third.stop() // it gives its slices back; one that is killed loses them when its lease ends
await site.visit(200)
await until(async () => isDeepStrictEqual(await holders(first), { first: 3, second: 3 }))
console.log('without the third:', await holders(first))

await Promise.all([first.caughtUp(), second.caughtUp()])
console.log('counted, each visit once:', await site.counted())
await Promise.all([first.stop(), second.stop()])
