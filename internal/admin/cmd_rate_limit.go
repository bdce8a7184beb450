package admin

import "sync/atomic"

func init() {
	Register(Command{Name: "set rate-limit", Args: "<setting> <value>", Help: "change a rate of the process", Level: Admin, Run: runRateLimit})
}

const rateLimitUsage = `'set rate-limit' only supports :
   - 'connections global' for the connections per second of the process
   - 'sessions global' for the sessions per second of the process
   - 'ssl-sessions global' for the TLS handshakes per second of the process
   - 'http-compression global' for the kilobytes given to the compressor per second of the process`

// runRateLimit takes `<setting> global <value>`; 0 is no limit.
func runRateLimit(r *Request) error {
	rates := &r.Gateway().Global.Rates
	setting := map[string]*atomic.Int64{"connections": &rates.Conn, "sessions": &rates.Sess, "ssl-sessions": &rates.TLS, "http-compression": &rates.Comp}[r.Arg(0)]
	if setting == nil || r.Arg(1) != "global" {
		return message(rateLimitUsage)
	}
	n, err := limit(r.Arg(2), "Expects an integer value.")
	if setting == &rates.Comp {
		n <<= 10
	}
	if err == nil {
		setting.Store(int64(n))
	}
	return err
}
