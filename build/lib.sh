# Shared by ./run, ./test and ./signalbox. Sourced, after "set -euo pipefail" and with $root set.
# shellcheck shell=bash

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# The SDK itself, found where its installers put it if it is not on the PATH.
need_dotnet() {
  local folder
  if ! command -v dotnet >/dev/null 2>&1; then
    for folder in "${DOTNET_ROOT:-}" "${HOME:-/root}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /opt/dotnet; do
      if [[ -n $folder && -x $folder/dotnet ]]; then
        export PATH="$folder:$PATH" DOTNET_ROOT="$folder"
        break
      fi
    done
  fi

  command -v dotnet >/dev/null 2>&1 || die "The .NET 10 SDK is needed, and there is no 'dotnet' on the PATH." \
    $'\n  Ubuntu:  apt-get install dotnet-sdk-10.0' \
    $'\n  Debian:  see https://learn.microsoft.com/dotnet/core/install/linux-debian'

  # Users without a home (services, nobody) get a place for what dotnet wants to write.
  if [[ ! -w ${HOME:-/nonexistent} && -z ${DOTNET_CLI_HOME:-} ]]; then
    export DOTNET_CLI_HOME="$root/artifacts/.dotnet-home"
    mkdir -p "$DOTNET_CLI_HOME"
  fi
}

# Whether server programs of PostgreSQL 15 or newer are where Signalbox looks for them.
has_postgres() {
  local folder version
  local -a folders=()
  if [[ -n ${SIGNALBOX_POSTGRES_BIN:-} ]]; then
    folders=("$SIGNALBOX_POSTGRES_BIN")
  else
    IFS=: read -r -a folders <<<"$PATH"
    folders+=(/usr/lib/postgresql/*/bin /usr/pgsql-*/bin)
    if command -v pg_config >/dev/null 2>&1; then
      folders+=("$(pg_config --bindir 2>/dev/null || true)")
    fi
  fi

  for folder in "${folders[@]}"; do
    if [[ -x $folder/postgres && -x $folder/initdb ]]; then
      version=$("$folder/postgres" --version) || continue
      version=${version#*(PostgreSQL) }
      version=${version%%[!0-9]*}
      if [[ $version -ge 15 ]]; then
        return 0
      fi
    fi
  done
  return 1
}

# Installs the distribution's PostgreSQL server if there is none. It runs privately, in the data folder: no system-wide cluster is created.
need_postgres() {
  local -a sudo=()
  if has_postgres; then
    return 0
  fi

  if ! command -v apt-get >/dev/null 2>&1; then
    die "PostgreSQL 15 or newer is needed, and its server programs were not found. Install your distribution's PostgreSQL server, say where it is" \
      "(SIGNALBOX_POSTGRES_BIN=/path/to/bin), or use a server of yours (ConnectionStrings__Signalbox)."
  fi

  if [[ $(id -u) -ne 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
      die "PostgreSQL 15 or newer is needed. Install it and start again:" $'\n  sudo apt-get install postgresql'
    fi
    sudo=(sudo -n)
  fi

  say "Installing PostgreSQL's server programs (apt-get install postgresql) ..."
  local settings=/etc/postgresql-common/createcluster.conf
  if [[ ! -e $settings ]]; then
    "${sudo[@]}" mkdir -p "${settings%/*}"
    "${sudo[@]}" sh -c "echo 'create_main_cluster = false' >$settings"
  fi

  local -a install=(env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Options::=--force-confold install -y -q --no-install-recommends postgresql)
  if ! "${sudo[@]}" "${install[@]}" >&2; then
    "${sudo[@]}" apt-get update -q >&2 || die "apt-get update failed; see above."
    "${sudo[@]}" "${install[@]}" >&2 || die "apt-get install postgresql failed; see above."
  fi

  has_postgres || die "The distribution's PostgreSQL is older than 15. Install a newer one: https://www.postgresql.org/download/"
}

# What a build of these folders depends on, as one line. Names, sizes and times: reading every file would take longer than the rest.
sources_stamp() {
  {
    dotnet --version
    find "$@" "$root/build" "$root"/*.props "$root/global.json" "$root/.editorconfig" "$root/Cluster.sln" -type f -printf '%p %s %T@\n' 2>/dev/null | LC_ALL=C sort
  } | cksum
}

# build NAME TARGET FOLDER...: builds a project or the solution (Release), unless nothing in these folders has changed since. Needs no
# network once the packages are there: a restore finds what it has restored before.
build() {
  local name=$1 target=$2 stamp stamp_file log
  shift 2
  stamp_file="$root/artifacts/.built-$name"
  stamp=$(sources_stamp "$@")
  if [[ -f $stamp_file && $(<"$stamp_file") == "$stamp" ]]; then
    return 0
  fi

  say "Building ${target#"$root"/} ..."
  mkdir -p "$root/artifacts"
  rm -f "$stamp_file"
  log="$root/artifacts/build-$name.log"
  if ! dotnet build "$target" -c Release -nologo -v quiet -clp:NoSummary -nodeReuse:false >"$log" 2>&1; then
    cat "$log" >&2
    die "The build failed."
  fi
  printf '%s\n' "$stamp" >"$stamp_file"
}
