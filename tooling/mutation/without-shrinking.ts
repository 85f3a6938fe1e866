import * as fc from 'fast-check'

// That a property fails is all that is asked here; the smallest example would take its time for nothing.
fc.configureGlobal({ endOnFailure: true })
