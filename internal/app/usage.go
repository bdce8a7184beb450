package app

import (
	"fmt"
	"io"
	"path/filepath"
)

// usageLines describe the options in our words; the order is that in which people need them.
var usageLines = [][2]string{
	{"-f <file|dir>", "reads a configuration file, or all *.cfg of a directory; may be repeated"},
	{"-c", "checks the configuration and exits; with -V it says so when all is well"},
	{"-cc <condition>", "evaluates a condition as `.if` does; exit code 0, 1, or 2 when it cannot be read"},
	{"-v, -vv, -vq[s|b]", "prints the version, how it was built, or the bare version"},
	{"-d, -db", "stays in the foreground, with debug messages or without"},
	{"-D, -p <file>", "goes to the background; writes the process numbers to a file"},
	{"-W, -Ws, -S <addr>", "a master watches over the worker; tells systemd; has a socket of its own"},
	{"-sf, -st <pid>...", "after the start asks old processes to finish, or to end"},
	{"-x <socket>", "takes listening sockets over from the process behind a stats socket"},
	{"-n, -N <conns>", "connections served at once, by all and by each frontend"},
	{"-m <MB>", "bounds the memory"},
	{"-C <dir>", "changes directory first"},
	{"-L <name>", "the name of the local peer"},
	{"-q, -V", "says less, says more"},
	{"-dr", "servers whose name does not resolve start without address"},
	{"-dV", "does not verify the certificates of servers"},
	{"-dW, -dD", "a warning is an error; adds hints"},
	{"-dC[key], -dK<class>", "prints the configuration as it was read; prints the known keywords"},
	{"-4", "uses IPv4 addresses of names only"},
	{"demo [-print-config]", "runs a gateway with sample servers and load, to look at"},
	{"top <socket>", "watches a running gateway in the terminal, through a stats socket or host:port"},
	{"export grafana", "writes dashboards for Grafana"},
	{"forward check <file>", "tries the destinations of the sections metrics-forward"},
	{"forward install <file>", "installs what they need, as templates"},
}

func writeUsage(w io.Writer, program string) {
	fmt.Fprintf(w, "Usage : %s [-f <file|dir>]... [options] [-- <file>...]\n", filepath.Base(program))
	for _, l := range usageLines {
		fmt.Fprintf(w, "        %-22s %s\n", l[0], l[1])
	}
}
