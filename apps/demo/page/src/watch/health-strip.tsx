import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Progress } from '../answers/answers.ts'
import { ask } from '../answers/ask.ts'
import { whole } from '../format.ts'
import { arrivals, connection } from '../live/follow.ts'

interface Health {
  readonly ready: boolean
  readonly progress: Progress
}

const health = signal<Health | 'silent' | undefined>(undefined)
const everyMs = 3_000

const connections = { connecting: 'Connecting', live: 'Live', cut: 'Connection lost, trying again' } as const

/** How the system is: whether it tells us what happens, how far its read models are, how fast it goes. */
export function HealthStrip() {
  useEffect(watch, [])
  const now = health.value
  const state = connection.value
  const known = typeof now === 'object' ? now : undefined
  const behind = Math.max(0, ...(known?.progress.projections.map(({ behind }) => behind) ?? []))
  const failed = known?.progress.projections.filter(({ state }) => state === 'failed') ?? []
  const isWell = state === 'live' && known?.ready === true && failed.length === 0
  const minute = arrivals.value.filter((time) => time > Date.now() - 60_000).length
  return (
    <details class={`health ${isWell ? 'well' : now === undefined ? 'unknown' : 'unwell'}`}>
      <summary>
        <span class="dot" aria-hidden="true" />
        <span role="status">{connections[state]}</span>
        <span class="fact">
          {known === undefined ? '' : behind === 0 ? 'read models up to date' : `${whole(behind)} behind`}
        </span>
        <span class="fact wide">{minute === 1 ? '1 event' : `${minute} events`} in the last minute</span>
        <span class="fact wide">{known === undefined ? '' : `position ${known.progress.head}`}</span>
      </summary>
      {known === undefined ? (
        <p>The shop does not answer.</p>
      ) : (
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
              {known.progress.projections.map(({ name, version, state, behind, rate, handled }) => (
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
      )}
    </details>
  )
}

function watch(): () => void {
  const look = async () => {
    try {
      const [progress, ready] = await Promise.all([
        ask<Progress>('/api/progress'),
        fetch('/health/ready').then(({ ok }) => ok),
      ])
      health.value = { progress, ready }
    } catch {
      health.value = 'silent'
    }
  }
  void look()
  const timer = setInterval(() => void look(), everyMs)
  return () => clearInterval(timer)
}
