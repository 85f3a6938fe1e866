import type { Progress } from '../answers/answers.ts'
import { percent, whole } from '../format.ts'

/** How far each projection is behind the log, and how fast it goes. */
export function ProjectionTable({ projections }: { readonly projections: Progress['projections'] }) {
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Projections">
      <table>
        <thead>
          <tr>
            <th scope="col">Projection</th>
            <th scope="col">State</th>
            <th scope="col" class="amount">
              Behind
            </th>
            <th scope="col" class="amount">
              Events a second
            </th>
            <th scope="col" class="amount wide">
              Handled
            </th>
          </tr>
        </thead>
        <tbody>
          {projections.map(({ name, version, state, behind, rate, handled }) => (
            <tr key={`${name} ${version}`}>
              <th scope="row">{name}</th>
              <td>{state}</td>
              <td class="amount">{whole(behind)}</td>
              <td class="amount">{rate.toFixed(1)}</td>
              <td class="amount wide">{whole(handled)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** How often each question was answered without asking the database. */
export function CacheTable({ cache }: { readonly cache: Progress['cache'] }) {
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Cache">
      <table>
        <thead>
          <tr>
            <th scope="col">Kept answers</th>
            <th scope="col" class="amount">
              Hits
            </th>
            <th scope="col" class="amount">
              Computed
            </th>
            <th scope="col" class="amount">
              Hit rate
            </th>
          </tr>
        </thead>
        <tbody>
          {cache.queries.map(({ type, hits, misses }) => (
            <tr key={type}>
              <th scope="row">{type}</th>
              <td class="amount">{whole(hits)}</td>
              <td class="amount">{whole(misses)}</td>
              <td class="amount">{percent(hits / Math.max(1, hits + misses))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
