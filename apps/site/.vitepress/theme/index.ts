// The fonts of the reader's machine: nothing is fetched that is not the site's own.
import theme from 'vitepress/theme-without-fonts'
// oxlint-disable-next-line import/no-unassigned-import -- a style has no name
import './pages.css'

export default theme
