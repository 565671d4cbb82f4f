// Drafts that save themselves. htmx sends the form (see ui.draft);
// this says in words when that fails, and tries again until it succeeds.

import htmx from './htmx.js'

const longest = 60
const waits = new WeakMap()
const timers = new WeakMap()

const isAutosave = (element) => element.matches('form[data-autosave]')
const region = (form) => document.querySelector(form.dataset.hxTarget)

function say(form, words, link) {
  const status = region(form)
  // The hidden fields in there say which draft this is: only the words change.
  status.querySelectorAll('p').forEach((line) => line.remove())
  const line = document.createElement('p')
  line.setAttribute('role', 'alert')
  status.append(line)
  line.append(words)
  if (link) line.append(' ', link)
  status.classList.add('app-autosave--failed')
}

function signInLink() {
  const link = document.createElement('a')
  link.href = '/sign-in'
  link.target = '_blank'
  link.textContent = 'Sign in (opens in a new tab)'
  return link
}

function again(form, seconds) {
  clearTimeout(timers.get(form))
  timers.set(form, setTimeout(() => htmx.trigger(form, 'autosave-retry'), seconds * 1000))
}

function retryLater(form, reason) {
  const seconds = waits.get(form) ?? 5
  waits.set(form, Math.min(seconds * 2, longest))
  say(form, `Not saved: ${reason} Your text is still on this page. Trying again in ${seconds} seconds.`)
  again(form, seconds)
}

function signedOut(form) {
  say(form, 'Not saved: you are signed out. Your text is still on this page.', signInLink())
  window.addEventListener('focus', () => again(form, 0), { once: true })
}

document.addEventListener('htmx:beforeRequest', ({ detail }) => {
  if (isAutosave(detail.elt)) detail.elt.setAttribute('data-saving', '')
})

// What is typed while a request is on its way is not saved by it.
document.addEventListener('input', ({ target }) => {
  target.closest('form[data-autosave]')?.removeAttribute('data-saving')
})

document.addEventListener('submit', ({ target }) => {
  clearTimeout(timers.get(target))
})

document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const form = detail.requestConfig.elt
  if (!isAutosave(form)) return
  const { status, responseURL } = detail.xhr
  const elsewhere = new URL(responseURL, location.href).pathname === '/sign-in'
  detail.shouldSwap = !elsewhere && (status < 400 || status === 409 || status === 422)
  if (detail.shouldSwap) {
    waits.delete(form)
    region(form).classList.toggle('app-autosave--failed', status >= 400)
    if (status < 400 && form.hasAttribute('data-saving')) form.removeAttribute('data-unsaved')
  } else if (elsewhere || status === 401 || status === 403) {
    signedOut(form)
  } else {
    retryLater(form, 'the portal has a problem.')
  }
})

for (const event of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(event, ({ detail }) => {
    if (isAutosave(detail.elt)) retryLater(detail.elt, 'the portal cannot be reached.')
  })
}
