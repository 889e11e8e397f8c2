#!/usr/bin/env bash
# Tests the Dockerfile without a container engine. Runs each COPY and RUN in empty folders, except those that need root,
# and then the program and the health check as the image would run them.
set -euo pipefail
top=$(git rev-parse --show-toplevel)
root=$(mktemp -d)
serving=
trap 'test -z "$serving" || kill "$serving" 2>/dev/null || true; rm -rf "$root"' EXIT
mkdir "$root/src" "$root/app" "$root/data"
git -C "$top" archive HEAD | tar -x -C "$root/src"

while read -r step rest; do
  case "$step $rest" in
    'COPY --from=build /src/'*)
      from=${rest#--from=build /src/}
      cp -a "$root/src/${from%% *}" "$root/app/${from##* }" ;;
    'RUN apt-get '* | 'RUN ln -s '*) echo "skipped: $rest" ;;
    RUN*) echo "running: $rest"; (cd "$root/src" && bash -c "$rest" >/dev/null) ;;
  esac
done < "$root/src/docs/deploy/Dockerfile"

port=${PORT:-4000}
node=$top/node_modules/node/bin/node
(cd "$root/data" && exec env -i UPSERTD_DATABASE="sqlite:$root/data/upsertd.db" UPSERTD_PORT="$port" \
  "$node" "$root/app/dist/cli/main.js" serve) & serving=$!
health=$(sed -nE 's/^HEALTHCHECK .*"-e", "(.*)"\]$/\1/p' "$root/src/docs/deploy/Dockerfile")
for _ in $(seq 60); do
  if "$node" -e "${health//4000/$port}"; then healthy=yes; break; fi
  sleep 0.5
done
test "${healthy:-no}" = yes
du -sh "$root/app"
kill "$serving" && wait "$serving"
serving=
echo 'The steps of the Dockerfile work.'
