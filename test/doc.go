// Package test runs txtar scripts against real gateways: metergate on rings and
// on epoll, and HAProxy 2.6 and 3.5, so that the reference itself proves
// what a script expects of metergate.
//
//	script/*.txtar -> TestScripts/<kind>/<script> -> gateway + origins + clients
//	../examples/*/                                     | syslog, Runtime API, /metrics
//	                                                   v
//	                                                 counters held against the ledgers
//
// A script's first lines may say "# on: both" (metergate and HAProxy of both versions) or name
// kinds: rings, epoll, metergate (rings and epoll), haproxy-2.6, haproxy-3.5. Without it
// a script is for metergate alone. Lines that differ are marked with the conditions
// [metergate], [haproxy], and the names of kinds. [debian] holds where Debian's own configuration can run.
//
// HAProxy 2.6 comes from Debian (test/install-peers), 3.5 from METERGATE_HAPROXY35. A peer that is
// absent skips its scripts; with METERGATE_PEERS=required a missing Debian peer fails them.
//
//	go test ./test -run 'TestScripts/rings/retries'
//	METERGATE_HAPROXY35=/path/to/haproxy go test ./test -run TestScripts/haproxy
//
// # Files of a script
//
// In files given to "gateway", ${name} and ${name-default} stand for a port, an origin or a syslog of the
// script; names that the script did not define are left to the gateway. Each gateway has,
// beside its own file, a Runtime API socket $WORK/gw.sock of level admin.
//
// # Commands
//
// All waiting is bounded. Words with blanks or regular expressions are quoted with
// ' as testscript does; texts to send know the escapes of Go (\r\n, \x00).
//
//	ports NAME...                         $NAME = a free TCP port on 127.0.0.1
//	require PROGRAM...                    skip (or fail) unless these programs are installed
//	pause DURATION                        at most 3s
//
//	gateway start FILE [NAME] [-- ARG...] start and wait until it listens; ! expects that it ends with an error;
//	                                      "env NOTIFY_SOCKET=..." before it is handed on
//	gateway check FILE [-- ARG...]        run -c; output to stdout and stderr; ! expects an error
//	gateway config FILE TARGET            write FILE, with the names of the script filled in, over TARGET
//	gateway listens PORT                  wait until the port is open, with ! until it is not
//	gateway answers SOCKET                wait until a master answers on its Runtime API: only then it hears signals
//	gateway signal SIG [NAME]             TERM, INT, HUP, USR1, USR2, QUIT, TTOU, TTIN, KILL
//	gateway exit STATUS [NAME]            wait for the end; 143 is death by TERM, as a shell says it
//	gateway output PATTERN [NAME]         wait until stdout and stderr so far match
//	gateway stop [NAME]                   end it; done for all at the end of the script
//
//	origin start NAME...                  $NAME = its port; see package origin for behaviours
//	origin set NAME PATH BEHAVIOUR        for requests for PATH without a query, e.g. st=503&ms=20
//	origin stop|restart NAME              close or open the port and all connections
//	origin release NAME                   let the answers to requests with ?hold go out
//	origin print NAME                     the ledger to stdout
//	origin bytes NAME                     $NAME_in and $NAME_out are the bytes received and sent so far
//	ledger NAME KEY=VALUE...              wait until conns, open, held, requests, finished, in, out, path:/x, status:200 are so
//
//	speaker start|say NAME TEXT           $NAME = port of a server that says TEXT to everyone and closes (an agent)
//
//	http [FLAGS] ADDR TARGET [RESULT...]  requests; each RESULT is a status, STATUS/cut, none, reset or timeout (default 200)
//	  the last answer's body goes to stdout (long ones as "<64 bytes>... N bytes"), its head to stderr
//	  $sent and $received are the bytes of all its connections, inside TLS
//	  -X METHOD -H 'name: value' -d BODY -D BYTES -chunked -tls -sni NAME -10
//	  -n N  one after another on one connection   -p N  at once, each on its own
//	conn NAME ADDR [-tls]                 open a connection
//	conn NAME send TEXT | fill BYTES      write
//	conn NAME recv STATUS [METHOD]        read an answer: head to stderr, body to stdout
//	conn NAME read PATTERN                read until what was not yet read matches; it goes to stdout
//	conn NAME flood BYTES                 write as much as the other side takes until it refuses; it may stop reading, close or reset
//	conn NAME eof | reset | quiet DURATION
//	conn NAME shut | close | abort        FIN only, close, RST
//
//	load start NAME [FLAGS] ADDR TARGET   clients that ask until stopped; -p of them, -n requests on a connection
//	load stop NAME [RESULT...]            all results must be 200 or one of these; ${NAME_count} is their number
//
//	socks start NAME                      $NAME = port of a SOCKS4 proxy
//	socks deny NAME                       it connects nobody from now on
//	socks expect NAME KEY=VALUE...        wait until granted and denied, the connections it made and refused, are so
//
//	h2 start NAME                         $NAME = port of a server that speaks HTTP/2 in clear text; see package h2 for its answers
//	h2 rogue NAME                         the same, of one that plays tricks
//	h2 conns NAME N                       it has accepted so many connections
//
//	dns start NAME                        $NAME = port of a name server on 127.0.0.1, UDP and TCP
//	dns set NAME QUESTION TYPE [RECORD...] what it answers; records of other types are additional ones
//	dns fail NAME RCODE                   every answer is this error; NOERROR ends that
//
//	cli [-on NAME|ADDR] COMMAND           Runtime API; the answer to stdout
//	await [-on NAME] PATTERN COMMAND      wait until a command of the Runtime API answers what matches
//	redis start NAME [ARG...]             a redis-server at the port $NAME, without persistence unless its arguments say so
//	redis kill|restart|freeze|thaw NAME   end it at once, start it anew, stop it in its tracks, let it go on
//	stat PROXY NAME COND...               wait until columns of show stat are so; COND is column, operator, value
//	  operators: = != < <= > >= ~ (regular expression); e.g. stat be s1 status=UP 'last_chk~refused' wretr>=1
//	counters PROXY NAME COLUMN=N...       wait until exactly these event counters are not zero
//	info COND...                          the same for show info
//	prom ADDR PATH SERIES=VALUE...        wait until these samples of the exporter are so
//	promcheck ADDR PATH                   the exposition is well-formed (and passes promtool where installed)
//
//	syslog start NAME [PATH]              $NAME = its UDP port on 127.0.0.1, or a Unix datagram socket at PATH
//	syslog expect NAME PATTERN            wait for a line that matches and was not yet expected; it goes to stdout
//	syslog none NAME PATTERN              no line so far matches
//	syslog print NAME                     all lines to stdout
package test
