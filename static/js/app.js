// Every page works without this script; it makes the pages smoother.

import './autosave.js'
import './leaving.js'
import './mentions.js'
import './suggestions.js'
import './swaps.js'
import './uploads.js'
