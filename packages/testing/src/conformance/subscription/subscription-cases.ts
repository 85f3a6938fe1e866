import { flowCases } from './flow-cases.ts'
import { followCases } from './follow-cases.ts'
import { secondStoreCases } from './second-store-cases.ts'
import type { SubscriptionTopic } from './subscription-subject.ts'

/** What the contract `EventStore` promises of subscriptions, for any test runner. */
export const subscriptionCases: readonly SubscriptionTopic[] = [followCases, flowCases, secondStoreCases]
