/** What an import has done so far. */
export interface ImportTally {
  /** Lines of the file that became part of an invoice. */
  lines: number
  invoices: number
  /** Commands sent, those for customers and products included. */
  commands: number
  /** Commands whose effect was there before. */
  alreadyThere: number
  /** Orders refused for want of stock. */
  refused: number
  /** Lines that could not be read, or whose invoice was not valid. */
  unreadable: number
}

export function emptyTally(): ImportTally {
  return { lines: 0, invoices: 0, commands: 0, alreadyThere: 0, refused: 0, unreadable: 0 }
}
