import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { ask } from './ask.ts'

export interface Answer<Value> {
  /** The last answer, also while a newer one is on its way. */
  readonly value: Signal<Value | undefined>
  /** Why the last question was not answered. */
  readonly error: Signal<unknown>
  readonly again: () => void
}

/**
 * Asks for what stands at `url`, again when the url changes and when `moved` does, a change a quarter of a second at most:
 * changes come in bursts.
 */
export function useAnswer<Value>(url: string | undefined, moved?: ReadonlySignal<number>): Answer<Value> {
  const answer = useMemo(() => question<Value>(), [])
  useEffect(() => answer.follow(url, moved), [url, moved])
  return answer
}

const calmMs = 250

function question<Value>() {
  const value = signal<Value | undefined>(undefined)
  const error = signal<unknown>(undefined)
  let askNow = () => {}

  function follow(url: string | undefined, moved: ReadonlySignal<number> | undefined): () => void {
    error.value = undefined
    if (url === undefined) {
      value.value = undefined
      return () => {}
    }
    const leaving = new AbortController()
    let wanted = false
    let running = false
    const run = async () => {
      running = true
      while (wanted && !leaving.signal.aborted) {
        wanted = false
        try {
          value.value = await ask<Value>(url, leaving.signal)
          error.value = undefined
        } catch (reason) {
          if (!leaving.signal.aborted) error.value = reason
        }
        await new Promise((resolve) => setTimeout(resolve, calmMs))
      }
      running = false
    }
    askNow = () => {
      wanted = true
      if (!running) void run()
    }
    const stop = effect(() => {
      void moved?.value
      askNow()
    })
    return () => {
      stop()
      leaving.abort()
    }
  }
  return { value, error, follow, again: () => askNow() }
}
