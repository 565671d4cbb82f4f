// Builds static/build/: hashed styles, script and icon, each with a .gz beside
// it, and manifest.json, which portal/web/assets.py reads.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = fileURLToPath(new URL('.', import.meta.url))
const modules = join(here, '..', 'node_modules')
const target = join(here, 'build')

/** The design system's icons lie in the style sheet: they are small, and fetched nowhere. */
function withIcons(css) {
  return css.replace(/url\("?\/assets\/images\/([\w-]+\.svg)"?\)/g, (_, name) => {
    const icon = readFileSync(join(modules, 'nhsuk-frontend/dist/nhsuk/assets/images', name), 'utf8')
    return `url("data:image/svg+xml,${encodeURIComponent(icon.trim())}")`
  })
}

/** The one style sheet; lists of browsers come from esbuild's target. */
async function styles() {
  const { css } = sass.compile(join(here, 'css', 'app.scss'), {
    loadPaths: [join(modules, 'nhsuk-frontend', 'dist')],
    quietDeps: true,
    style: 'compressed'
  })
  const { code } = await esbuild.transform(withIcons(css), { loader: 'css', minify: true })
  return code
}

/** The script and the parts of it that only pages with forms fetch. */
async function scripts() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(here, 'js', 'app.js')],
    bundle: true,
    chunkNames: '[name].[hash]',
    entryNames: '[name].[hash]',
    format: 'esm',
    legalComments: 'none',
    minify: true,
    outdir: target,
    splitting: true,
    target: 'es2020',
    write: false
  })
  return outputFiles
}

/** Writes one file with its .gz beside it. */
async function put(name, bytes) {
  const zipped = gzipSync(bytes, { level: 9 })
  await writeFile(join(target, name), bytes)
  await writeFile(join(target, `${name}.gz`), zipped)
  written.push(name, `${name}.gz`)
  console.log(`${name}  ${bytes.length} bytes, ${zipped.length} compressed`)
}

/** Writes one file under a name that changes with its content. */
async function putHashed(name, content) {
  const bytes = Buffer.from(content)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const hashed = `${basename(name, extname(name))}.${hash}${extname(name)}`
  await put(hashed, bytes)
  manifest[name] = hashed
}

const manifest = {}
const written = ['manifest.json']

await mkdir(target, { recursive: true })
await putHashed('app.css', await styles())
await putHashed('favicon.svg', await readFile(join(here, 'icons', 'favicon.svg')))
for (const { path, contents } of await scripts()) {
  await put(basename(path), contents)
  if (basename(path).startsWith('app.')) manifest['app.js'] = basename(path)
}
await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')

// A server that is running still hands out the names of the build before this
// one, until it is restarted: older files stay for a day.
const yesterday = Date.now() - 24 * 60 * 60 * 1000
for (const name of await readdir(target)) {
  const path = join(target, name)
  if (!written.includes(name) && (await stat(path)).mtimeMs < yesterday) await rm(path)
}
