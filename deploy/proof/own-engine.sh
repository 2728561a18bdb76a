# Sourced by docker-proof: a Docker engine and stand-ins for the public images, both out of Debian
# packages, for machines on which no engine runs or no registry can be reached. Nothing is installed:
# everything is unpacked below $work. Which mirror to use is the system's own configuration.

# The release that has PostgreSQL 17, Valkey and compose v2; the engine is this machine's release's.
readonly IMAGES_FROM=trixie
readonly ENGINE=(docker.io iptables cgroupfs-mount)
# What every stand-in has: a shell and tools.
readonly BASE=(base-files bash coreutils grep libc-bin tar)
readonly KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# Why an engine of our own cannot be had here; empty when it can.
why_no_own_engine() {
  local name
  if ((EUID != 0)); then
    echo 'only root can start an engine here'
  elif [[ $(uname -s) != Linux || $(uname -m) != x86_64 ]]; then
    echo 'an engine is only started on Linux on amd64'
  elif ! grep -qs '^ID=debian$' /etc/os-release; then
    echo 'an engine is only put together on Debian'
  elif ! grep -qsw overlay /proc/filesystems; then
    echo 'the kernel has no overlay file system'
  elif ! unshare --mount --net --pid --fork --kill-child --mount-proc true 2>/dev/null; then
    echo 'namespaces cannot be made here'
  else
    for name in apt-get dpkg-deb ip setpriv tar; do
      command -v "$name" >/dev/null || echo "there is no $name here"
    done
  fi
}

codename() {
  (. /etc/os-release && echo "$VERSION_CODENAME")
}

# apt with lists, sources and downloads of its own; it checks the archive's signatures as always.
# apt SUITE WORDS…; a suite is `engine` or `images`.
apt() {
  local state=$work/apt/$1
  shift
  timeout 300 apt-get -qq \
    -o Dir::State="$state/state" -o Dir::Cache="$state/cache" \
    -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State::status="${apt_status:-/dev/null}" \
    -o Acquire::AllowInsecureRepositories=false -o APT::Get::AllowUnauthenticated=false \
    -o APT::Update::Error-Mode=any -o APT::Sandbox::User=root -o Debug::NoLocking=true \
    -o Acquire::Languages=none -o Acquire::Retries=2 "$@"
}

# Reads the package lists of a release from the mirror that apt uses for this machine's own.
# read_packages SUITE RELEASE
read_packages() {
  local suite=$1 release=$2 state=$work/apt/$1 mirror
  mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v release="$(codename)" '$2 == release && $3 == "main" && !found { found = 1; print $1 }')
  [[ -n $mirror ]] || { echo "apt names no source for $(codename) main" && return 1; }
  mkdir -p -- "$state/state/lists/partial" "$state/cache/archives/partial"
  echo "deb $([[ ! -e $KEYRING ]] || echo "[signed-by=$KEYRING]") $mirror $release main" >"$state/sources.list"
  apt "$suite" update
}

# Fetches packages and what they need: download SUITE PACKAGE…
download() {
  local suite=$1
  shift
  apt "$suite" install --yes --no-install-recommends --download-only "$@" >/dev/null
}

# Unpacks what was fetched, without the scripts of the packages: unpack SUITE DIRECTORY PACKAGE…
unpack() {
  local suite=$1 directory=$2 package
  shift 2
  mkdir -p -- "$directory"
  apt "$suite" install --simulate --no-install-recommends "$@" | awk '$1 == "Inst" { print $2 }' |
    while read -r package; do
      case $package in
        # Of use to the scripts of the packages only, or to a JIT compiler that stays off.
        perl* | libperl* | lib*-perl | debconf | postgresql-common* | postgresql-client-common | ssl-cert | \
          locales | libc-l10n | adduser | passwd | libllvm* | libz3* | procps | ucf | init-system-helpers) ;;
        *) dpkg-deb -x "$work/apt/$suite/cache/archives/$package"_*.deb "$directory" ;;
      esac
    done
}

unpack_engine() {
  # Together with what this machine already has.
  local apt_status=/var/lib/dpkg/status
  download engine "${ENGINE[@]}"
  unpack engine "$work/engine" "${ENGINE[@]}"
  mkdir -p -- "$work/engine/bin" "$work/docker/cli-plugins" "$work/compose"
  ln -s ../usr/sbin/xtables-legacy-multi "$work/engine/bin/iptables"
  ln -s ../usr/sbin/xtables-legacy-multi "$work/engine/bin/ip6tables"
}

unpack_compose() {
  (cd -- "$work/compose" && apt images download docker-compose)
  dpkg-deb -x "$work/compose"/*.deb "$work/compose"
  cp -- "$work/compose/usr/libexec/docker/cli-plugins/docker-compose" "$work/docker/cli-plugins/"
}

# The root file system of a stand-in with the packages given: unpack_root NAME PACKAGE…
unpack_root() {
  local root=$work/root/$1
  shift
  unpack images "$root" "${BASE[@]}" "$@"
  mkdir -p -- "$root"/{tmp,run,proc,sys,dev,etc,var,usr/local/bin}
  ln -s bash "$root/usr/bin/sh"
  rm -rf -- "$root/var/run"
  ln -s /run "$root/var/run"
  chmod 1777 "$root/tmp"
  printf 'root:x:0:0::/root:/bin/bash\n' >"$root/etc/passwd"
  printf 'root:x:0:\n' >"$root/etc/group"
}

# Behaves like docker.io/library/postgres towards docker-compose.federated.yml and Testcontainers.
unpack_postgres() {
  local root=$work/root/postgres
  unpack_root postgres postgresql-17-pgvector
  echo 'postgres:x:999:999::/var/lib/postgresql:/bin/bash' >>"$root/etc/passwd"
  echo 'postgres:x:999:' >>"$root/etc/group"
  # pgvector before 0.8.2 writes past a buffer in parallel index builds (CVE-2026-3172).
  printf "listen_addresses = '*'\nmax_parallel_maintenance_workers = 0\njit = off\n" \
    >>"$root/usr/share/postgresql/17/postgresql.conf.sample"
  mkdir -p -- "$root/docker-entrypoint-initdb.d"
  install -d -m 1777 -o 999 -g 999 "$root/var/lib/postgresql/data"
  install -d -m 3777 -o 999 -g 999 "$root/run/postgresql"
  cat >"$root/usr/local/bin/docker-entrypoint.sh" <<'ENTRYPOINT'
#!/bin/bash
set -eo pipefail
if [[ $1 == postgres && ! -s $PGDATA/PG_VERSION ]]; then
  user=${POSTGRES_USER:-postgres}
  export PGPASSWORD=${POSTGRES_PASSWORD:-$(<"$POSTGRES_PASSWORD_FILE")}
  mkdir -p "$PGDATA"
  chmod 0700 "$PGDATA"
  eval 'initdb --username="$user" --pwfile=<(printf "%s\n" "$PGPASSWORD")' "$POSTGRES_INITDB_ARGS"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  [[ ${POSTGRES_DB:-$user} == postgres ]] || createdb --username="$user" "${POSTGRES_DB:-$user}"
  for script in /docker-entrypoint-initdb.d/*.sh; do
    [[ ! -e $script ]] || . "$script"
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
fi
exec "$@"
ENTRYPOINT
  chmod 0755 "$root/usr/local/bin/docker-entrypoint.sh"
}

unpack_valkey() {
  local root=$work/root/valkey
  unpack_root valkey valkey-server
  echo 'valkey:x:999:999::/data:/bin/bash' >>"$root/etc/passwd"
  install -d -m 0755 -o 999 -g 999 "$root/data"
}

# Where docker.io/library/eclipse-temurin has its own.
make_jre() {
  mkdir -p -- "$work/root/jre/opt/java"
  "$MOSAIC_JAVA_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages \
    --output "$work/root/jre/opt/java/openjdk" \
    --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.net,jdk.zipfs,jdk.security.auth,jdk.jfr
}

# Everything that needs the network, before it is given up.
fetch_own_engine() {
  local job jobs=()
  read_packages engine "$(codename)"
  read_packages images "$IMAGES_FROM"
  make_jre & jobs+=($!)
  (unpack_engine && unpack_compose) & jobs+=($!)
  download images "${BASE[@]}" postgresql-17-pgvector valkey-server
  unpack_postgres & jobs+=($!)
  unpack_valkey & jobs+=($!)
  unpack_root jre & jobs+=($!)
  for job in "${jobs[@]}"; do
    wait "$job"
  done
}

# Runs in the namespaces. The engine ends with them.
start_own_engine() {
  local engine=$work/engine libraries=$work/engine/usr/lib/x86_64-linux-gnu deadline=$((SECONDS + 60)) pid
  export PATH=$engine/bin:$engine/usr/sbin:$engine/usr/bin:$PATH
  export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/docker
  ip link set lo up
  [[ -e /sys/fs/cgroup/cgroup.controllers ]] || cgroupfs-mount
  echo '{}' >"$work/dockerd.json"
  LD_LIBRARY_PATH=$libraries XTABLES_LIBDIR=$libraries/xtables dockerd \
    --config-file "$work/dockerd.json" --data-root "$work/data" --exec-root "$work/exec" \
    --pidfile "$work/dockerd.pid" --host "$DOCKER_HOST" --cgroup-parent "$cgroup" >"$work/dockerd.log" 2>&1 &
  pid=$!
  until docker info >/dev/null 2>&1; do
    if ! kill -0 "$pid" 2>/dev/null || ((SECONDS > deadline)); then
      tail -n 20 -- "$work/dockerd.log" >&2
      return 1
    fi
    sleep 0.2
  done
}

import_images() {
  import postgres --change 'ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin' \
    --change 'ENV LANG=C.UTF-8' --change 'ENV PGDATA=/var/lib/postgresql/data' --change 'USER 999' \
    --change 'EXPOSE 5432' --change 'VOLUME /var/lib/postgresql/data' \
    --change 'ENTRYPOINT ["docker-entrypoint.sh"]' --change 'CMD ["postgres"]'
  import valkey --change 'USER 999' --change 'WORKDIR /data' --change 'VOLUME /data' \
    --change 'EXPOSE 6379' --change 'CMD ["valkey-server"]'
  import jre --change 'ENV JAVA_HOME=/opt/java/openjdk' \
    --change 'ENV PATH=/opt/java/openjdk/bin:/usr/local/bin:/usr/bin'
}

import() {
  local name=$1
  shift
  tar -C "$work/root/$name" -c . | docker import "$@" - "mosaic-proof/$name:stand-in" >/dev/null
}
