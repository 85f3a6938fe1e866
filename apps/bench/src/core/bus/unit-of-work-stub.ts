import type { CommitResult, UnitOfWork, UnitOfWorkFactory } from '@uno-ts/types'

const nothing: CommitResult = { appends: [], globalPosition: undefined }

/** A unit of work without a database: it begins and commits, and that is all. */
class UnitOfWorkStub implements UnitOfWork {
  readonly state = 'active'
  append(): void {}
  require(): void {}
  beforeCommit(): void {}
  onCommit(): void {}
  pending(): readonly [] {
    return []
  }
  transaction(): Promise<never> {
    return Promise.reject(new Error('there is no database'))
  }
  async commit(): Promise<CommitResult> {
    return nothing
  }
  async rollback(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Begins {@link UnitOfWorkStub}s. */
export const unitOfWorkStubs: UnitOfWorkFactory = { begin: () => new UnitOfWorkStub() }
