#!/bin/bash
# Delete the data of this instance, after asking. FORCE=1 does not ask.
set -eu

folder=${PORTAL_DATA_DIR:-instance}

if [ "${PORTAL_ENVIRONMENT:-development}" = production ]; then
  echo "This is a production portal: its data is not deleted by a make target." >&2
  exit 1
fi

if [ -n "${FORCE:-}" ]; then
  answer=yes
else
  echo "This deletes every person, record, mail and the search index in $folder"
  [ -z "${PORTAL_DATABASE_URL:-}" ] || echo "and everything in the database of PORTAL_DATABASE_URL."
  read -r -p "Type yes to go on: " answer || answer=no
fi

if [ "$answer" != yes ]; then
  echo "Nothing was deleted." >&2
  exit 1
fi

# The lock is held for as long as a worker runs on this folder.
if [ -e "$folder/worker.lock" ] && ! flock --nonblock "$folder/worker.lock" true; then
  echo "The portal is running on $folder: stop it first. Nothing was deleted." >&2
  exit 1
fi

if [ -n "${PORTAL_DATABASE_URL:-}" ]; then
  PORTAL_LOG_LEVEL=WARNING .venv/bin/flask --app wsgi db downgrade base
fi
rm -rf "$folder"/portal.db{,-wal,-shm} "$folder"/jobs.db{,-wal,-shm} \
  "$folder"/search "$folder"/mail "$folder"/uploads
