// People to mention, while one types @ and the beginning of a name into a post: a listbox
// below the text, gone to by the arrows. Nothing is chosen that was not gone to or pressed,
// so Enter stays a new line. Without this script the page "Find people to mention" does it.

import htmx from './htmx.js'

const begun = /(?<=^|[\s(>*_[])@(\p{L}[\p{L}\d'’.-]*(?: [\p{L}\d'’.-]+){0,3})$/u
const shortest = 2
const longest = 60
const pause = 150 // ms without typing before the server is asked

const announcer = document.getElementById('app-announce')

function inWords(count) {
  return count === 1 ? '1 person. Use the arrow keys.' : `${count} people. Use the arrow keys.`
}

/** An empty listbox below the text. */
function listboxOf(text) {
  const list = document.createElement('div')
  list.id = `${text.id}-people`
  list.className = 'app-suggestions'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'People to mention')
  // The focus stays in the text when an option is pressed.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  text.parentElement.classList.add('app-suggested')
  text.after(list)
  text.setAttribute('aria-autocomplete', 'list')
  text.setAttribute('aria-controls', list.id)
  return list
}

/** An option for each person of the answer. */
function optionsIn(html, list) {
  const answer = new DOMParser().parseFromString(html, 'text/html')
  return [...answer.querySelectorAll('[data-insert]')].map((person, number) => {
    const option = document.createElement('div')
    option.id = `${list.id}-${number}`
    option.className = 'app-suggestions__option'
    option.dataset.insert = person.dataset.insert
    option.setAttribute('role', 'option')
    option.setAttribute('aria-selected', 'false')
    option.append(...[...person.children].filter((part) => !part.hasAttribute('data-how')).flatMap((part) => [part, ' ']))
    return option
  })
}

function suggestIn(text) {
  const list = listboxOf(text)
  let options = []
  let current = -1
  let nobody = '' // the beginning of a name that nobody has
  let request = new AbortController()
  let asking

  /** What was typed of a name before the caret, without the @. */
  const typed = () => begun.exec(text.value.slice(0, text.selectionStart))?.[1] ?? ''

  function goTo(index) {
    options[current]?.setAttribute('aria-selected', 'false')
    current = index
    const option = options[current]
    if (!option) return text.removeAttribute('aria-activedescendant')
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    text.setAttribute('aria-activedescendant', option.id)
  }

  function close() {
    clearTimeout(asking)
    request.abort()
    goTo(-1)
    list.hidden = true
  }

  function choose(option) {
    const end = text.selectionStart
    text.setRangeText(`${option.dataset.insert} `, end - typed().length - 1, end, 'end')
    close()
    text.dispatchEvent(new Event('input', { bubbles: true }))
  }

  async function ask() {
    request.abort()
    const { signal } = request = new AbortController()
    const q = typed()
    try {
      const address = `${text.dataset.mentions}?${new URLSearchParams({ q })}`
      const answer = await fetch(address, { headers: { 'HX-Request': 'true' }, signal })
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const html = await answer.text()
      if (signal.aborted) return
      goTo(-1)
      options = optionsIn(html, list)
      list.replaceChildren(...options)
      list.hidden = !options.length
      nobody = options.length ? '' : q
      if (options.length) announcer.textContent = inWords(options.length)
    } catch (error) {
      // The writer goes on without suggestions.
      if (signal.aborted) return
      close()
      console.warn('Suggestions did not come:', error)
    }
  }

  text.addEventListener('input', () => {
    const name = typed()
    clearTimeout(asking)
    if (name.length < shortest || name.length > longest || (nobody && name.startsWith(nobody))) close()
    else asking = setTimeout(ask, pause)
  })

  text.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return
    const { key } = event
    if (key === 'ArrowDown') goTo((current + 1) % options.length)
    else if (key === 'ArrowUp') goTo((current < 1 ? options.length : current) - 1)
    else if ((key === 'Enter' || key === 'Tab') && current >= 0) choose(options[current])
    else if (key === 'Escape') close()
    else return
    event.preventDefault()
  })

  list.addEventListener('click', ({ target }) => {
    const option = target.closest('[role=option]')
    if (option) choose(option)
  })
  text.addEventListener('blur', close)
}

htmx.onLoad((element) => {
  element.querySelectorAll('textarea[data-mentions]:not([aria-controls])').forEach(suggestIn)
})
