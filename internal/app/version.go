package app

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// Version is metergate's own version; conf.Version is that of the reference it is compatible with.
const Version = "0.1.0"

// writeVersion writes what -v prints. Tools read the first line; the second says whose program this is.
func writeVersion(w io.Writer) {
	fmt.Fprintf(w, "HAProxy version %s (metergate %s) %s\n", conf.Version, Version, conf.ReleaseDate)
	fmt.Fprintf(w, "Status: metergate, an independent implementation that reads the same configuration and speaks the same interfaces.\n")
	fmt.Fprintf(w, "Known bugs: see CHANGELOG.md of metergate\n")
	fmt.Fprintf(w, "Running on: %s\n", system())
}

// writeVersionOnly writes what -vq prints: the version, short (s), or its branch (b).
func writeVersionOnly(w io.Writer, form string) {
	if form == "b" {
		fmt.Fprintln(w, conf.Branch)
		return
	}
	fmt.Fprintln(w, conf.Version)
}

// writeBuild writes what -vv prints behind the version.
func writeBuild(w io.Writer) {
	fmt.Fprintf(w, "Build options : \n")
	fmt.Fprintf(w, "  TARGET  = linux-glibc\n")
	fmt.Fprintf(w, "  CC      = %s\n", runtime.Version())
	fmt.Fprintf(w, "  CFLAGS  = %s\n", strings.Join(buildSettings(), " "))
	fmt.Fprintf(w, "  OPTIONS = USE_OPENSSL=1 USE_ZLIB=1 USE_PROMEX=1\n")
	fmt.Fprintf(w, "  DEBUG   = \n\n")
	fmt.Fprintf(w, "Feature list : %s\n\n", conf.FeatureList())
	fmt.Fprintf(w, "Default settings :\n  bufsize = 16384, maxrewrite = 1024, maxpollevents = 200\n\n")
	fmt.Fprintf(w, "Built with multi-threading support (MAX_TGROUPS=1, MAX_THREADS=1024, default=%d).\n", netio.DefaultLoops())
	fmt.Fprintf(w, "Built with the TLS library of %s; options and files of %s are understood\n", runtime.Version(), conf.SSLLibrary)
	if proxy.LookupService("prometheus-exporter") != nil {
		fmt.Fprintln(w, "Built with the Prometheus exporter as a service")
	}
	fmt.Fprintf(w, "\nAvailable polling systems :\n")
	pollers := netio.Pollers()
	for _, p := range pollers {
		fmt.Fprintf(w, "%11s : pref=%d,  test result %s\n", p.Name, p.Preference, result(p))
	}
	fmt.Fprintf(w, "Total: %d (%d usable), will use %s.\n\n", len(pollers), usable(pollers), chosen(pollers))
	fmt.Fprintf(w, "Available multiplexer protocols :\n")
	fmt.Fprintf(w, "(protocols marked as <default> cannot be specified using 'proto' keyword)\n")
	fmt.Fprintf(w, "  <default> : mode=HTTP  side=FE|BE  mux=H1    flags=HTX\n\n")
	fmt.Fprintf(w, "Available services : %s\n", strings.Join(proxy.Services(), " "))
	fmt.Fprintf(w, "Available filters :\n")
}

// result is the word for whether a poller works here, and why not.
func result(p netio.PollerInfo) string {
	if p.Err != nil {
		return "FAILED (" + p.Err.Error() + ")"
	}
	return "OK"
}

func usable(pollers []netio.PollerInfo) (n int) {
	for _, p := range pollers {
		if p.Err == nil {
			n++
		}
	}
	return n
}

// chosen is the first usable poller: they are sorted by preference.
func chosen(pollers []netio.PollerInfo) string {
	for _, p := range pollers {
		if p.Err == nil {
			return p.Name
		}
	}
	return "none"
}

// buildSettings lists how the Go tool built the program.
func buildSettings() (all []string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "-") || s.Key == "CGO_ENABLED" || s.Key == "GOAMD64" {
			all = append(all, s.Key+"="+s.Value)
		}
	}
	return all
}

// system is the kernel's name and version, as uname prints them.
func system() string {
	var u syscall.Utsname
	if syscall.Uname(&u) != nil {
		return runtime.GOOS
	}
	text := func(a [65]int8) string {
		var b strings.Builder
		for _, c := range a {
			if c == 0 {
				break
			}
			b.WriteByte(byte(c))
		}
		return b.String()
	}
	return strings.Join([]string{text(u.Sysname), text(u.Release), text(u.Version), text(u.Machine)}, " ")
}
