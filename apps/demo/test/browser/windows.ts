import { chromium, type Browser, type Page } from 'playwright-core'

export interface OpenPage {
  readonly page: Page
  /** What went wrong in it: errors, and what the console calls one. */
  readonly problems: readonly string[]
}

export interface WindowOptions {
  /** Default 1280. */
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
}

/** A browser, whose windows know nothing of each other. */
export class Windows implements AsyncDisposable {
  readonly #browser: Promise<Browser> = chromium.launch({
    executablePath: String(process.env['CHROMIUM_BIN']),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })

  /** Opens an address of the page, and waits until the page follows the shop. */
  async open(
    address: string,
    { width = 1280, colorScheme = 'light' }: WindowOptions = {},
  ): Promise<OpenPage> {
    const page = await (await this.#browser).newPage({ viewport: { width, height: 900 }, colorScheme })
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await page.goto(address)
    await page.getByText('Live', { exact: true }).waitFor()
    return { page, problems }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#browser).close()
  }
}
