package proxy

import (
	"metergate/internal/metric"
	"metergate/internal/netio"
)

// limit is a limit for which 0 or less means that there is none.
func limit(n int) metric.Value {
	if n <= 0 {
		return metric.NotSet()
	}
	return metric.Uint32(n)
}

// text is a text that an object need not have.
func text(s string) metric.Value {
	if s == "" {
		return metric.None()
	}
	return metric.Text(s)
}

func address(a netio.Addr) metric.Value {
	switch {
	case a.IsZero():
		return metric.None()
	case a.IsUnix():
		return metric.Text("unix")
	}
	return metric.Text(a.String())
}

func transport(a netio.Addr) string {
	switch {
	case a.IsUnix():
		return "unix_stream"
	case a.Addr().Unmap().Is4():
		return "tcpv4"
	}
	return "tcpv6"
}

// age is how many whole seconds ago a moment was; -1 for one that never was.
func age(then int64, v *metric.View) int64 {
	if then == 0 {
		return -1
	}
	return max(v.Now-then, 0) / 1e9
}

// limit returns the frontend's maxconn; without one, that of the process holds.
func (f *Frontend) limit() int {
	if n := f.Gate.Limit(); n > 0 {
		return n
	}
	return f.gateway.Global.Gate.Limit()
}
