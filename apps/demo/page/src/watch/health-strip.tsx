import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { percent, whole } from '../format.ts'
import { connection } from '../live/follow.ts'
import { CacheTable, ProjectionTable } from './health-tables.tsx'
import { health, hitRate, watch } from './health.ts'
import { Rate } from './rate.tsx'

const connections = { connecting: 'Connecting', live: 'Live', cut: 'Connection lost, trying again' } as const

/** How the system is: whether it tells us what happens, how far its read models are, how fast it goes, what it kept. */
export function HealthStrip() {
  useEffect(watch, [])
  const now = health.value
  const state = connection.value
  const known = typeof now === 'object' && state !== 'cut' ? now : undefined
  const behind = Math.max(0, ...(known?.progress.projections.map(({ behind }) => behind) ?? []))
  const failed = known?.progress.projections.filter(({ state }) => state === 'failed') ?? []
  const isWell = state === 'live' && known?.ready === true && failed.length === 0
  return (
    <details class={`health ${isWell ? 'well' : now === undefined ? 'unknown' : 'unwell'}`}>
      <summary>
        <span class="state">
          <span class="dot" aria-hidden="true" />
          <span role="status">{connections[state]}</span>
        </span>
        <Fact>
          {known === undefined ? (
            '–'
          ) : failed.length > 0 ? (
            <strong class="bad">{failed.length} stopped</strong>
          ) : behind === 0 ? (
            <>
              <span class="wide">read models </span>up to date
            </>
          ) : (
            <>
              <strong>{whole(behind)}</strong> behind
            </>
          )}
        </Fact>
        <Fact>
          <Rate />
        </Fact>
        <Fact>
          <strong>{known === undefined || hitRate.value === undefined ? '–' : percent(hitRate.value)}</strong>
          <span class="wide"> cache</span> hits
        </Fact>
        <Fact wide>position {known?.progress.head ?? '–'}</Fact>
      </summary>
      {known === undefined ? (
        <p class="quiet">The shop does not answer.</p>
      ) : (
        <div class="tables">
          <ProjectionTable projections={known.progress.projections} />
          <CacheTable cache={known.progress.cache} />
        </div>
      )}
    </details>
  )
}

function Fact({ children, wide = false }: { readonly children: ComponentChildren; readonly wide?: boolean }) {
  return <span class={wide ? 'fact wide' : 'fact'}>{children}</span>
}
