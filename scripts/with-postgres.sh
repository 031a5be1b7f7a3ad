#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own: scripts/with-postgres.sh COMMAND...
# The server listens on 127.0.0.1 on a free port, keeps its files in a temporary folder and is gone afterwards;
# XUNJIAN_TEST_POSTGRES_URL names it. Exits as the command does. Without PostgreSQL the command runs alone, and says so.
set -euo pipefail

initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort --version-sort | tail -n 1 || true)
if [ -z "$initdb" ]; then
    [ "${CI:-}" != true ] || { echo "没有 PostgreSQL，CI 中不许跳过 (PostgreSQL is missing)" >&2 && exit 1; }
    echo "没有 PostgreSQL：跳过有关测试，要跑请运行 scripts/setup-test-services.sh postgresql" >&2
    exec "$@"
fi
bin=$(dirname "$initdb")

as_owner=() # PostgreSQL refuses to run as root
[ "$(id -u)" -ne 0 ] || as_owner=(runuser -u postgres --)

folder=$(mktemp -d)
stop() {
    "${as_owner[@]}" "$bin/pg_ctl" stop --silent --mode immediate --pgdata "$folder/data" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "$password" >"$folder/password"
[ "$(id -u)" -ne 0 ] || chown -R postgres "$folder"
cd "$folder"
"${as_owner[@]}" "$initdb" --pgdata "$folder/data" --username xunjian --pwfile "$folder/password" \
    --auth scram-sha-256 --encoding UTF8 --locale C --no-sync >/dev/null

start() { # on port $1; the data is thrown away, so nothing needs to reach the disk
    "${as_owner[@]}" "$bin/pg_ctl" start --silent --wait --pgdata "$folder/data" --log "$folder/log" --options \
        "-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off" \
        >/dev/null 2>&1
}

started=
for _ in 1 2 3 4 5; do # a port may be taken between the choice and the start
    port=$((RANDOM % 20000 + 32768))
    if start "$port"; then
        started=yes
        break
    fi
done
[ -n "$started" ] || { tail -n 5 "$folder/log" >&2 && echo "PostgreSQL 启动失败，见上面几行" >&2 && exit 1; }
cd "$OLDPWD"

export XUNJIAN_TEST_POSTGRES_URL="postgresql+psycopg://xunjian:$password@127.0.0.1:$port/postgres"
"$@"
