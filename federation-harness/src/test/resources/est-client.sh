#!/usr/bin/env bash
# What a standard EST client does (RFC 7030, 8951), by curl and openssl alone.
# est-client.sh HOST ADDRESS API_PORT FEDERATION_PORT ROOT GRANT < token, in an empty directory.
set -euo pipefail
host=$1 address=$2 api=$3 federation=$4 root=$5 grant=$6
IFS= read -r token

call() { # port path options…
  local port=$1 path=$2
  shift 2
  curl --silent --show-error --fail-with-body --max-time 20 --noproxy '*' --cacert "$root" \
    --resolve "$host:$port:$address" "$@" "https://$host:$port/.well-known/est/$path"
}

certificates() { # base64 of PKCS#7 → PEM
  openssl base64 -d -A | openssl pkcs7 -inform DER -print_certs | sed -n '/BEGIN/,/END/p'
}

request() { # name: a new key and the body of a request
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=whatever" \
    -keyout "$1.key" -outform DER -out "$1.csr" 2>openssl.log
  openssl base64 -in "$1.csr" -out "$1.b64"
}

# As a standard client would: what is the CA, and is it the one that we were told of?
call "$api" cacerts | tr -d '\r\n' | certificates >cacerts.pem
openssl verify -CAfile "$root" -untrusted cacerts.pem cacerts.pem >/dev/null

# What a chain needs besides the certificate and the root.
csplit --quiet --elide-empty-files --prefix ca- --suffix-format %d.pem cacerts.pem '/BEGIN/' '{*}'
for each in ca-*.pem; do
  [ "$(openssl x509 -in "$each" -noout -subject | cut -d= -f2-)" = \
    "$(openssl x509 -in "$each" -noout -issuer | cut -d= -f2-)" ] || cat "$each" >>issuing.pem
done

request first
# The token is no argument of curl's, where everybody could see it.
printf 'user = "%s:%s"\n' "$grant" "$token" |
  call "$api" simpleenroll --config - --header 'Content-Type: application/pkcs10' \
    --data-binary @first.b64 --dump-header first.headers | tr -d '\r\n' | certificates >first.pem
openssl verify -purpose sslclient -CAfile "$root" -untrusted cacerts.pem first.pem

cat first.pem issuing.pem >first.chain
request second
call "$federation" simplereenroll --tlsv1.3 --cert first.chain --key first.key \
  --header 'Content-Type: application/pkcs10' --data-binary @second.b64 \
  --dump-header second.headers | tr -d '\r\n' | certificates >second.pem
openssl verify -purpose sslclient -CAfile "$root" -untrusted cacerts.pem second.pem

cat second.pem issuing.pem >second.chain
call "$federation" cacerts --tlsv1.3 --cert second.chain --key second.key >/dev/null
openssl x509 -in second.pem -noout -subject
grep -i '^content-type' first.headers second.headers
