// Starts the behaviour of the design system's components, once for each
// element. A file of its own, because only pages with forms need it.

import { Button } from 'nhsuk-frontend/dist/nhsuk/components/button/button.mjs'
import { CharacterCount } from 'nhsuk-frontend/dist/nhsuk/components/character-count/character-count.mjs'
import { Checkboxes } from 'nhsuk-frontend/dist/nhsuk/components/checkboxes/checkboxes.mjs'
import { ErrorSummary } from 'nhsuk-frontend/dist/nhsuk/components/error-summary/error-summary.mjs'
import { PasswordInput } from 'nhsuk-frontend/dist/nhsuk/components/password-input/password-input.mjs'
import { Radios } from 'nhsuk-frontend/dist/nhsuk/components/radios/radios.mjs'

/** Radios without aria-expanded, which the role radio does not know. */
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState(input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}

const components = [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, PlainRadios]

/** Starts what is not yet started in the element, itself included. */
export function start(root) {
  document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
  for (const Component of components) {
    const name = Component.moduleName
    const waiting = `[data-module="${name}"]:not([data-${name}-init])`
    const found = [...root.querySelectorAll(waiting)]
    if (root.matches(waiting)) found.unshift(root)
    for (const element of found) {
      try {
        new Component(element)
      } catch (error) {
        // One broken component leaves plain HTML that works; the others start.
        console.error(error)
      }
    }
  }
}
