// htmx with the settings of a site that keeps private pages private: no page in
// browser storage, no eval, no scripts out of fragments, no inline styles.

import htmx from 'htmx.org/dist/htmx.esm.js'

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  attributesToSettle: ['class', 'width', 'height'],
  disableInheritance: true,
  historyCacheSize: 0,
  includeIndicatorStyles: false,
  refreshOnHistoryMiss: true,
  timeout: 20000,
  // Every answer has words for the person, so errors are shown as well.
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '[45]..', swap: true, error: true }
  ]
})

export default htmx
