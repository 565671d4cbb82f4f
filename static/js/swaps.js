// What happens around a fragment: components start, the focus goes somewhere
// sensible, results are read out, and errors never replace what was typed.

import htmx from './htmx.js'

const region = (id) => document.getElementById(id)
const isAutosave = (element) => element.matches('form[data-autosave]')

const narrow = window.matchMedia('(max-width: 60rem)')

htmx.onLoad(async (element) => {
  if (narrow.matches) {
    // On a small screen the records come before the filters that are not in use.
    element.querySelectorAll('.app-facet:not(:has([aria-current], :checked))').forEach((facet) => { facet.open = false })
  }
  if (element.matches('[data-module]') || element.querySelector('[data-module]')) {
    const { start } = await import('./components.js')
    start(element)
  }
  if (element === document.body) element.querySelector('[data-focus-on-load]')?.focus()
})

/** Shows words above the page's content, where role="alert" reads them out. */
function say(title, text) {
  const box = document.createElement('div')
  box.className = 'app-notice app-notice--error'
  box.append(document.createElement('h2'), document.createElement('p'))
  box.firstChild.className = 'app-notice__title'
  box.firstChild.textContent = title
  box.lastChild.textContent = text
  region('page-error').replaceChildren(box)
  box.scrollIntoView({ block: 'nearest' })
}

export function unreachable() {
  say('The portal cannot be reached',
    'Nothing was changed. What you typed is still on this page. Check your connection and try again.')
}

/** Reads out what changed, but the same words only once. */
function announce(root) {
  const words = root.querySelector('[data-announce]')?.textContent.trim()
  const announcer = region('app-announce')
  if (words && announcer.textContent !== words) announcer.textContent = words
}

/** Where to go on: where the fragment says, in the row that was just added, or at its beginning. */
function placeToGoOn(root, button) {
  const row = button.name === 'add_row' && [...root.querySelectorAll('.app-row')].at(-1)
  return root.querySelector('[data-focus]') ?? (row ? row.querySelector('input, select, textarea') : root)
}

// A list of suggestions is asked for with what is typed, whatever the field's name.
document.addEventListener('htmx:configRequest', ({ detail }) => {
  if (!detail.elt.matches('[data-options]')) return
  for (const name of [...detail.parameters.keys()]) detail.parameters.delete(name)
  detail.parameters.q = detail.elt.value
})

// Enter in a box of a picker finds, instead of sending the form.
document.addEventListener('keydown', (event) => {
  const find = event.key === 'Enter' && event.target.closest('.app-picker__find')
  if (!find) return
  event.preventDefault()
  find.querySelector('button').click()
})

document.addEventListener('htmx:beforeRequest', ({ detail }) => {
  if (!isAutosave(detail.elt)) detail.target.setAttribute('aria-busy', 'true')
})

document.addEventListener('htmx:afterRequest', ({ detail }) => {
  detail.target.removeAttribute('aria-busy')
})

document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (isAutosave(detail.requestConfig.elt)) return
  const { status, responseURL } = detail.xhr
  if (new URL(responseURL, location.href).pathname === '/sign-in' && location.pathname !== '/sign-in') {
    // The session ended: the sign-in page is a page, not a fragment.
    detail.shouldSwap = false
    say('You have been signed out',
      'What you typed is still on this page. Sign in in a new tab, then try again here.')
  } else if (status >= 400 && status !== 409 && status !== 422) {
    detail.target = region('page-error')
    detail.swapOverride = 'innerHTML show:top'
    detail.selectOverride = 'unset'
  } else {
    region('page-error').replaceChildren()
  }
})

for (const event of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(event, ({ detail }) => {
    if (!isAutosave(detail.elt) && !detail.elt.matches('[data-options]')) unreachable()
  })
}

document.addEventListener('htmx:afterSettle', ({ detail }) => {
  const root = (detail.target.id && region(detail.target.id)) || detail.elt
  announce(root)
  if (isAutosave(detail.requestConfig.elt)) return
  const lost = !document.activeElement || document.activeElement === document.body
  if (lost) placeToGoOn(root, detail.requestConfig.elt).focus()
})
