import type {
  CheckpointStore,
  Clock,
  CommandBus,
  EventCodec,
  EventStore,
  Logger,
  MessageMetadata,
  Principal,
  ProcessAgenda,
  SliceLeaseStore,
  TenantId,
  UnitOfWorkFactory,
} from '@uno-ts/types'
import type { AnyProcessManager } from './define-process-manager.ts'
import type { CommandRetryOptions } from './execute-command.ts'
import type { StartFrom } from './process-follower.ts'

/** What a `ProcessManagerRunner` is made of. */
export interface ProcessManagerRunnerOptions {
  /** What is run, as `defineProcessManager` made it. */
  readonly processManager: AnyProcessManager
  /** The log that is followed, and where the streams of the processes are. */
  readonly eventStore: EventStore
  /** Appends to them, with their entries in the agenda. Of the same database as store and agenda. */
  readonly unitOfWork: UnitOfWorkFactory
  /** Which processes have something to do. */
  readonly agenda: ProcessAgenda
  /** Executes the commands. Its `idempotency` middleware sees to it that each has its effect once. */
  readonly commandBus: CommandBus
  /** Where checkpoint and lease are kept: a `ProjectionStorage` fits. */
  readonly storage: { readonly checkpoints: CheckpointStore; readonly leases: SliceLeaseStore }
  /**
   * Where the log is followed from when this process manager runs for the first time ever: later it goes on where it was.
   * `'origin'` sends commands for all that has ever happened.
   */
  readonly startFrom: StartFrom
  /** That of the event store, where it has one: what was received in an old shape is then brought up to date too. */
  readonly codec?: EventCodec | undefined
  /** Whose events and processes. Default: the store's own. */
  readonly tenant?: TenantId | undefined
  /** In whose name commands are executed. Default: nobody's. */
  readonly principal?: Principal | undefined
  /** Goes with every command; correlation, cause and trace come from the event. Default: `actor` is the process manager's name. */
  readonly metadata?: MessageMetadata | undefined
  /** How commands are retried. */
  readonly retry?: CommandRetryOptions | undefined
  /** How long a command may take, in milliseconds, before that counts as a failure. Default 30,000. */
  readonly commandTimeoutMs?: number | undefined
  /** How many processes are worked on at a time. Default 8. */
  readonly parallelism?: number | undefined
  /** How many events are read in one round trip. Default 500. */
  readonly batchSize?: number | undefined
  /** How often the agenda is looked at, in milliseconds: a deadline is noticed so much later at most. Default 1,000. */
  readonly pollIntervalMs?: number | undefined
  /** How long after its last sign of life another member takes a member's place, in milliseconds. Default 6,000. */
  readonly leaseTtlMs?: number | undefined
  /** A name of this member; unique, also when the process starts again. Default: a random one. */
  readonly memberId?: string | undefined
  /** Says when deadlines pass. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Hears of processes that are parked, and of what is tried again. Default: silent. */
  readonly logger?: Logger | undefined
}
