// Nobody leaves a page with unsaved text by accident, or sends it into nowhere.

import { unreachable } from './swaps.js'

const watched = 'form[data-warn], form[data-autosave]'

document.addEventListener('input', ({ target }) => {
  target.closest(watched)?.setAttribute('data-unsaved', '')
})

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.method === 'post' && !navigator.onLine) {
    event.preventDefault()
    unreachable()
    return
  }
  if (!form.matches('[data-hx-post]:not([data-autosave])')) form.removeAttribute('data-unsaved')
})

window.addEventListener('beforeunload', (event) => {
  if (document.querySelector('form[data-unsaved]')) event.preventDefault()
})
