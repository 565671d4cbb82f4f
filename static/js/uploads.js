// Several files, each sent by itself: one that is refused or breaks off stops
// no other. Without this script the form sends all of them at once.

const region = (id) => document.getElementById(id)

function element(name, text, attributes = {}) {
  const made = document.createElement(name)
  made.textContent = text
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

function button(text, about, act) {
  const made = element('button', text, { type: 'button', class: 'nhsuk-button nhsuk-button--secondary nhsuk-button--small' })
  made.append(element('span', ` ${about}`, { class: 'nhsuk-u-visually-hidden' }))
  made.addEventListener('click', act)
  return made
}

/** Sends one file; resolves to whether it is on the record after this attempt. */
function send(form, file, row) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const progress = element('progress', '', { max: '100', value: '0', 'aria-label': file.name })
    const name = element('strong', file.name)
    const failed = (words) => {
      const again = button('Try again', file.name, () => send(form, file, row))
      row.replaceChildren(name, element('span', words), again)
      row.dataset.refused = ''
      // The others go on meanwhile.
      resolve(false)
    }
    const content = new FormData()
    content.append('csrf_token', form.elements.csrf_token.value)
    content.append('files', file)
    delete row.dataset.refused
    row.replaceChildren(name, progress, button('Cancel', file.name, () => request.abort()))

    request.upload.addEventListener('progress', ({ loaded, total }) => {
      progress.value = 100 * loaded / total
    })
    request.addEventListener('load', () => {
      const answer = new DOMParser().parseFromString(request.responseText, 'text/html')
      const outcome = answer.querySelector('[data-outcome]')
      if (!outcome) {
        const words = request.status === 413 ? 'It is too large.' : 'It could not be uploaded. Your session may have ended: sign in in another tab, then try again.'
        failed(words)
        return
      }
      row.replaceChildren(...outcome.childNodes)
      resolve(request.status === 200)
    })
    request.addEventListener('error', () => failed('The portal cannot be reached.'))
    request.addEventListener('abort', () => failed('Cancelled.'))
    request.open('POST', form.action)
    request.setRequestHeader('HX-Request', 'true')
    request.send(content)
  })
}

async function upload(form, files) {
  const list = element('ul', '', { class: 'nhsuk-list app-uploads' })
  const heading = element('h2', 'What is being uploaded', { class: 'nhsuk-heading-m', tabindex: '-1' })
  region('outcome').replaceChildren(heading, list)
  heading.focus()
  const rows = files.map(() => list.appendChild(document.createElement('li')))
  files.forEach((file, index) => { rows[index].textContent = `${file.name}: waiting` })
  const sent = []
  for (const [index, file] of files.entries()) sent.push(await send(form, file, rows[index]))
  const words = `${sent.filter(Boolean).length} of ${files.length} uploaded.`
  region('app-announce').textContent = words
  const next = element('p', `${words} `)
  next.append(element('a', 'Say what each file is', { href: form.dataset.uploads }))
  region('outcome').append(next)
  if (sent.every(Boolean)) location.assign(form.dataset.uploads)
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('form[data-uploads]')) return
  const input = form.querySelector('input[type=file]')
  // Nothing chosen: the server says so.
  if (!input.files.length) return
  event.preventDefault()
  upload(form, [...input.files])
})
