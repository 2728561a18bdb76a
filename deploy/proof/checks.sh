# Sourced by docker-proof: what is tried and looked at, on whichever engine.

readonly SERVICES=(work-postgres work-valkey work home-postgres home-valkey home)
readonly PROJECT=mosaic-proof TITLE='Order the new certificates'

docker() {
  timeout 120 docker "$@"
}

compose() {
  timeout 300 docker compose --ansi never --progress quiet --project-name "$PROJECT" --file docker-compose.federated.yml "$@"
}

# A command in a container: in_container SERVICE WORDS…
in_container() {
  local service=$1
  shift
  timeout 60 docker exec --interactive "$PROJECT-$service-1" "$@" </dev/stdin
}

# The mosaic command in a place's container.
mosaic_at() {
  local place=$1
  shift
  in_container "$place" mosaic "$@"
}

# The mosaic command of this machine, through the published ports.
mosaic_here() {
  MOSAIC_PROFILE_DIR=$work/profile MOSAIC_JAVA_OPTIONS=-Djdk.net.hosts.file=$work/hosts \
    timeout 60 ./mosaic "$@"
}

prove() {
  export MOSAIC_IMAGE=$PROJECT/gateway:built MOSAIC_SECRETS=$work/secrets
  DOCKER_BUILDKIT=1 timeout 300 docker build --quiet --tag "$MOSAIC_IMAGE" \
    --build-arg APPLICATION=prebuilt --build-arg RUNTIME_IMAGE="$RUNTIME_IMAGE" . >"$work/build.log" 2>&1 ||
    { cat -- "$work/build.log"; fail 'the image does not build'; }
  step 'built the image of the gateway'
  deploy/make-secrets "$MOSAIC_SECRETS" >/dev/null
  bring_up
  step 'both gateways are healthy'
  join_the_gateways
  read_across
  step 'read a row of work at home, and was refused what the grant does not give'
  look_at_confinement
  look_for_secrets
  step 'confinement, ports and secrets are as they should be'
  down_and_up
  step 'gone but for the volumes, up again, and reading as before'
  leave_nothing
  step 'gone altogether'
  run_integration_tests
}

bring_up() {
  compose up --detach --no-build --pull never --wait --wait-timeout 120 >"$work/up.log" 2>&1 && return
  cat -- "$work/up.log"
  compose ps --all
  compose logs --no-color --tail 12
  fail 'not everything became healthy'
}

# An admin at each place, a person at work with a task, a grant for home and the peer made from it.
join_the_gateways() {
  local place
  printf '127.0.0.1 localhost home.example work.example\n' >"$work/hosts"
  mosaic_at work login https://work.example:8443 --user admin \
    --code-file initial-admin-code --ca ca-root.pem >/dev/null
  # At home by the command of this machine: the port is published and the certificate fits.
  in_container home cat initial-admin-code >"$work/initial-admin-code" </dev/null
  for place in work home; do
    in_container "$place" cat ca-root.pem >"$work/$place-root.pem" </dev/null
  done
  mosaic_here login https://home.example:8543 --user admin \
    --code-file "$work/initial-admin-code" --ca "$work/home-root.pem" >/dev/null
  # Alice works on a machine of her own too.
  mosaic_at work user create alice --output json | sed -n 's/.*"sign_in_code" *: *"\([^"]*\)".*/\1/p' >"$work/alice-code"
  mosaic_here --profile alice login https://work.example:8443 --user alice \
    --code-file "$work/alice-code" --ca "$work/work-root.pem" >/dev/null
  mosaic_here --profile alice create tasks --title "$TITLE" >/dev/null
  # In the container's memory, as everything else in there is read-only.
  in_container work tee /tmp/scope.json >/dev/null <<'SCOPE'
{ "resources": ["tasks"],
  "filters": { "tasks": { "include_personal": true } },
  "excluded_resources": ["credentials", "api_keys"],
  "max_rows_per_query": 10 }
SCOPE
  mosaic_at work federation grant create --user alice --peer home.example --scope-file /tmp/scope.json >"$work/grant"
  grep -oE 'https://\S+/federation/enrolment/v1/\S+' "$work/grant" >"$work/url"
  mosaic_here federation peer add - <"$work/url" >/dev/null
}

read_across() {
  local status=0 deadline=$((SECONDS + 60))
  # The first answer of a gateway that has just started may come after home's deadline of two seconds.
  until mosaic_here list tasks --source federated:work.example --output json >"$work/tasks" 2>"$work/error"; do
    ((SECONDS < deadline)) || fail "home cannot read from work: $(<"$work/error")"
  done
  grep -qF -- "$TITLE" "$work/tasks" || fail "home does not see the task at work: $(<"$work/tasks")"
  mosaic_here list credentials --source federated:work.example >"$work/refused" 2>&1 || status=$?
  ((status != 0)) && grep -q resource-not-in-scope "$work/refused" ||
    fail "home was not refused what the grant excludes (exit $status): $(<"$work/refused")"
}

look_at_confinement() {
  local service status address
  for service in "${SERVICES[@]}"; do
    # Of the process itself, not of what was asked for: root runs with a Uid or capabilities here.
    status=$(in_container "$service" cat /proc/1/status </dev/null)
    grep -qE '^Uid:\s+[1-9]' <<<"$status" || fail "$service runs as root"
    grep -qE '^CapPrm:\s+0+$' <<<"$status" && grep -qE '^CapBnd:\s+0+$' <<<"$status" || fail "$service has capabilities"
    grep -qE '^NoNewPrivs:\s+1$' <<<"$status" || fail "$service can gain privileges"
    ! in_container "$service" sh -c 'echo >/etc/written' </dev/null 2>/dev/null || fail "$service can write to its root"
    grep -qE '^[^ ]+ / [^ ]+ ro[, ]' < <(in_container "$service" cat /proc/mounts </dev/null) ||
      fail "the root file system of $service is not read-only"
    [[ $(docker inspect --format '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}' "$PROJECT-$service-1") \
      =~ ^[1-9][0-9]*\ [1-9][0-9]*\ [1-9][0-9]*$ ]] || fail "$service has no limits"
  done
  ! docker ps --filter "label=com.docker.compose.project=$PROJECT" --format '{{.Names}} {{.Ports}}' |
    grep -E '(0\.0\.0\.0|\[?::\]?):[0-9]+->' || fail 'a port is published beyond loopback'
  for port in "${PORTS[@]}"; do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "nothing listens on 127.0.0.1:$port"
  done
  # The engine's address on the bridge is this machine's, but not loopback.
  for address in $(docker network inspect --format '{{(index .IPAM.Config 0).Gateway}}' "${PROJECT}_work" "${PROJECT}_home"); do
    for port in "${PORTS[@]}"; do
      ! (exec 3<>"/dev/tcp/$address/$port") 2>/dev/null || fail "$address:$port is open"
    done
  done
  # Neither place reaches what is the other's.
  in_container home bash -c 'exec 3<>/dev/tcp/home-postgres/5432' </dev/null || fail 'home does not reach its own PostgreSQL'
  ! in_container home timeout 5 bash -c 'exec 3<>/dev/tcp/work-postgres/5432' </dev/null 2>/dev/null ||
    fail "home reaches work's PostgreSQL"
  address=$(docker inspect --format "{{(index .NetworkSettings.Networks \"${PROJECT}_work\").IPAddress}}" "$PROJECT-work-postgres-1")
  ! in_container home timeout 5 bash -c "exec 3<>/dev/tcp/$address/5432" </dev/null 2>/dev/null ||
    fail "home reaches work's PostgreSQL by its address"
}

look_for_secrets() {
  local service file secret found
  for file in "$MOSAIC_SECRETS"/*/{*-password,master-key} "$work"/{initial-admin-code,alice-code}; do
    # One per line; an empty one would be found everywhere.
    printf '%s\n' "$(<"$file")"
  done >"$work/secret-values"
  (($(grep -c '^.\{20,\}$' "$work/secret-values") == 12)) || fail 'the secrets are not where they should be'
  {
    compose config
    compose logs --no-color
    docker history --no-trunc "$MOSAIC_IMAGE"
    docker image inspect "$MOSAIC_IMAGE"
    for service in "${SERVICES[@]}"; do
      docker inspect "$PROJECT-$service-1"
      docker top "$PROJECT-$service-1" -eo pid,args
    done
  } >"$work/visible" 2>&1
  found=$(grep -F -f "$work/secret-values" -- "$work/visible") || return 0
  while read -r secret; do
    found=${found//"$secret"/(the secret)}
  done <"$work/secret-values"
  fail "a secret shows: $found"
}

down_and_up() {
  compose down --timeout 20 >/dev/null 2>&1
  what_is_left containers networks
  (($(docker volume ls --quiet --filter "label=com.docker.compose.project=$PROJECT" | wc -l) == 6)) ||
    fail 'the data is not in six named volumes'
  bring_up
  # With the certificates, tokens and rows of before.
  read_across
}

leave_nothing() {
  compose down --volumes --timeout 20 >/dev/null 2>&1
  what_is_left containers networks volumes
}

what_is_left() {
  local kind found
  for kind in "$@"; do
    case $kind in
      containers) found=$(docker ps --all --quiet --filter "label=com.docker.compose.project=$PROJECT") ;;
      networks) found=$(docker network ls --quiet --filter "label=com.docker.compose.project=$PROJECT") ;;
      volumes) found=$(docker volume ls --quiet --filter "label=com.docker.compose.project=$PROJECT") ;;
    esac
    [[ -z $found ]] || fail "$kind are left behind: $found"
  done
}

# What the tests need beyond what ./mosaic build fetched: the test runner. In namespaces of our own there
# is no network any more.
fetch_test_runner() {
  JAVA_HOME=$MOSAIC_JAVA_HOME timeout 300 mvn -B -q -pl embedded-services -Dtest=CommandTest test >"$work/maven.log" 2>&1 || {
    tail -n 20 -- "$work/maven.log"
    return 1
  }
}

# All of the harness's, but the demo's, which brings services of its own.
run_integration_tests() {
  local log=$home/.mosaic/docker-test.log tests
  MOSAIC_TEST_SERVICES=containers JAVA_HOME=$MOSAIC_JAVA_HOME timeout 900 \
    mvn -B --offline -pl embedded-services,federation-harness -Dsurefire.failIfNoSpecifiedTests=false \
    -Dtest="CommandTest,${MOSAIC_DOCKER_TESTS:-mosaic.harness.*Test,!DemoTest}" verify >"$log" 2>&1 || {
    grep -E '^\[ERROR\]' -- "$log" | head -n 40
    fail "the integration tests on Testcontainers; log: $log"
  }
  grep -F 'services of the tests: ' -- "$log"
  grep -qF 'services of the tests: Testcontainers' -- "$log" || fail 'the integration tests did not use Testcontainers'
  tests=$(grep -E '^\[(INFO|WARNING)\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$' -- "$log" | tail -n 1)
  [[ $tests == *'Skipped: 0' ]] || fail "integration tests were skipped: $tests"
  [[ -z $(docker ps --quiet --filter label=org.testcontainers) ]] || fail 'the integration tests left containers behind'
  step "integration tests on Testcontainers: ${tests#*] }"
}
