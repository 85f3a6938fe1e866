/**
 * Raised inside a block that took locks of the transaction, and caught by it: undoing the block gives them back, variables
 * keep what was read under them.
 */
export const locksNoLongerNeeded = 'UN004'
