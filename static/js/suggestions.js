// Suggestions while one types into a search box: a combobox with a listbox, as in
// the ARIA Authoring Practices (list autocomplete, manual selection). The server
// sends headings and lists of links; here they become groups and options. The form
// works as it does without: Enter searches, unless an option was gone to by arrow.

const shortest = 2
const longest = 200
const pause = 150 // ms without typing before the server is asked
const silence = 600 // ms without typing before the number is read out

const announcer = document.getElementById('app-announce')

function inWords(count) {
  if (!count) return 'No suggestions'
  return count === 1 ? '1 suggestion' : `${count} suggestions`
}

function isLongEnough({ value }) {
  const { length } = value.trim()
  return length >= shortest && length <= longest
}

/** An empty listbox after the input, which becomes its combobox. */
function listboxOf(input) {
  const list = document.createElement('div')
  list.id = `${input.id}-suggestions`
  list.className = 'app-suggestions'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'Suggestions')
  // The focus stays in the input when an option is pressed.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  input.form.append(list)
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-expanded', 'false')
  return list
}

/** Gives the links in the list their roles, and returns them. */
function optionsIn(list) {
  list.querySelectorAll('ul').forEach((group, number) => {
    const heading = group.previousElementSibling
    heading.id = `${list.id}-group-${number}`
    heading.setAttribute('role', 'presentation')
    group.setAttribute('role', 'group')
    group.setAttribute('aria-labelledby', heading.id)
  })
  list.querySelectorAll('li').forEach((item) => item.setAttribute('role', 'presentation'))
  const options = [...list.querySelectorAll('a')]
  options.forEach((option, number) => {
    option.id = `${list.id}-${number}`
    option.tabIndex = -1
    option.setAttribute('role', 'option')
    option.setAttribute('aria-selected', 'false')
  })
  return options
}

function suggestIn(input) {
  const list = listboxOf(input)
  let options = []
  let current = -1
  let isFresh = false // whether the options answer what is in the input now
  let request = new AbortController()
  let asking, telling

  function goTo(index) {
    options[current]?.setAttribute('aria-selected', 'false')
    current = index
    const option = options[current]
    if (!option) return input.removeAttribute('aria-activedescendant')
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', option.id)
  }

  function show(isShown) {
    list.hidden = !isShown
    input.setAttribute('aria-expanded', String(isShown))
  }

  /** Forgets what is on its way, and what is about to be. */
  function stop() {
    clearTimeout(asking)
    clearTimeout(telling)
    request.abort()
  }

  function close() {
    stop()
    goTo(-1)
    show(false)
  }

  async function ask() {
    stop()
    const { signal } = request = new AbortController()
    try {
      const address = `${input.dataset.suggestions}?${new URLSearchParams({ q: input.value })}`
      const answer = await fetch(address, { headers: { 'HX-Request': 'true' }, signal })
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const html = await answer.text()
      if (signal.aborted) return
      goTo(-1)
      list.innerHTML = html
      options = optionsIn(list)
      isFresh = true
      show(options.length > 0)
      telling = setTimeout(() => { announcer.textContent = inWords(options.length) }, silence)
    } catch (error) {
      // The reader goes on without suggestions.
      if (signal.aborted) return
      close()
      console.warn('Suggestions did not come:', error)
    }
  }

  async function step(by) {
    if ((list.hidden || !isFresh) && isLongEnough(input)) await ask()
    if (list.hidden || !isFresh) return
    const first = by > 0 ? 0 : options.length - 1
    goTo(current < 0 ? first : (current + by + options.length) % options.length)
  }

  input.addEventListener('input', () => {
    stop()
    goTo(-1)
    isFresh = false
    announcer.textContent = ''
    if (isLongEnough(input)) asking = setTimeout(ask, pause)
    else close()
  })

  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') step(key === 'ArrowDown' ? 1 : -1)
    else if (key === 'Enter' && current >= 0) options[current].click()
    else if (key === 'Escape' && !list.hidden) close()
    else {
      // What moves the caret leads back to the text.
      if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key)) goTo(-1)
      return
    }
    event.preventDefault()
  })

  input.addEventListener('blur', close)
  input.form.addEventListener('submit', close)
  window.addEventListener('pagehide', close)
  // A tap elsewhere leaves the focus where it is on some telephones.
  document.addEventListener('pointerdown', ({ target }) => {
    if (!input.form.contains(target)) close()
  })
}

document.querySelectorAll('input[data-suggestions]').forEach(suggestIn)
