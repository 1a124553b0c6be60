#!/bin/sh
# Tell a web server which articles are withdrawn: they answer 410.
#   gone.sh nginx /var/lib/polywire/site > /etc/nginx/polywire-gone.conf
#   gone.sh caddy /var/lib/polywire/site > /etc/caddy/polywire-gone.conf
set -eu
# never empty: Caddy refuses to import an empty file
echo "# withdrawn articles, made by gone.sh"
server=$1
list=$2/_redirects
test -f "$list" || exit 0
case $server in
nginx) awk '$3 == 410 { print $1, "1;" }' "$list" ;;
caddy) awk '$3 == 410 { paths = paths " " $1 } END { if (paths) { print "@withdrawn path" paths; print "error @withdrawn 410" } }' "$list" ;;
*) echo "gone.sh: choose nginx or caddy" >&2; exit 2 ;;
esac
