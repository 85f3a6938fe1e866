// The fonts of the reader's machine: nothing is fetched that is not the site's own.
import theme from 'vitepress/theme-without-fonts'

export default theme
