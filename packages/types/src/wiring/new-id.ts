/** Makes an id. The default everywhere is a UUIDv7: ascending in time, within a millisecond too. */
export type NewId = () => string
