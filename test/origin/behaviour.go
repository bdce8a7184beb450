package origin

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Behaviour says how one request is answered. Its text form is a query string;
// keys that are not listed here are ignored, so that targets may carry others.
type Behaviour struct {
	Status   int           // st: status code, 200 unless given
	Reason   string        // reason: reason phrase; the usual one unless given
	Delay    time.Duration // ms: before the first byte of the answer
	Hold     bool          // hold: no answer before the origin's Release
	Pause    time.Duration // pause: in the middle of the body, in ms
	Size     int           // size: bytes of body; -1 for the default text "ok\n"
	Chunk    int           // chunked: frame the body in chunks of this size (1 means 1000)
	Headers  []string      // h: further header lines, "name:value"
	Trailers []string      // trailer: trailer lines, sent after a chunked body
	Raw      string        // raw: these bytes are the whole answer, then the connection is closed
	Echo     string        // echo: the body is the request "head" (default) or "body" as received
	Empty    bool          // empty: close without a byte
	Reset    bool          // reset: end by RST without a byte
	Hang     bool          // hang: read everything, answer nothing
	Garbage  bool          // garbage: answer with something that is not HTTP
	Truncate bool          // trunc: send half of the body, then close
	Cut      bool          // cut: send half of the body, then RST
	Early    bool          // early: answer before the body of the request is read
	Close    bool          // close: say "connection: close" and close
	Until    bool          // until: no length; the end of the connection ends the body
	HTTP10   bool          // http10: an HTTP/1.0 answer
	Upgrade  bool          // upgrade: 101, then send back every byte that comes
	No100    bool          // no100: no "100 Continue" for a request that expects one
}

// ParseBehaviour reads a behaviour from a query string such as "st=404&ms=10".
func ParseBehaviour(query string) (Behaviour, error) {
	b := Behaviour{Status: 200, Size: -1}
	values, err := url.ParseQuery(query)
	if err != nil {
		return b, fmt.Errorf("cannot parse behaviour %q: %w", query, err)
	}
	for key, all := range values {
		if err := b.set(key, all); err != nil {
			return b, fmt.Errorf("cannot parse behaviour %q: %w", query, err)
		}
	}
	return b, nil
}

// set applies one key; the last value counts, except for header lines.
func (b *Behaviour) set(key string, all []string) (err error) {
	v := all[len(all)-1]
	switch key {
	case "st":
		b.Status, err = strconv.Atoi(v)
	case "reason":
		b.Reason = v
	case "ms":
		b.Delay, err = milliseconds(v)
	case "pause":
		b.Pause, err = milliseconds(v)
	case "size":
		b.Size, err = strconv.Atoi(v)
	case "chunked":
		b.Chunk, err = chunkSize(v)
	case "h":
		b.Headers = all
	case "trailer":
		b.Trailers = all
	case "raw":
		b.Raw = v
	case "echo":
		if b.Echo = v; v == "" || v == "1" {
			b.Echo = "head"
		}
	default:
		b.setFlag(key, v != "0")
	}
	return err
}

// setFlag applies a key that is either there or not; "=0" takes it away.
func (b *Behaviour) setFlag(key string, on bool) {
	flags := map[string]*bool{
		"hold": &b.Hold, "empty": &b.Empty, "reset": &b.Reset, "hang": &b.Hang, "garbage": &b.Garbage,
		"trunc": &b.Truncate, "cut": &b.Cut, "early": &b.Early, "close": &b.Close,
		"until": &b.Until, "http10": &b.HTTP10, "upgrade": &b.Upgrade, "no100": &b.No100,
	}
	if f := flags[key]; f != nil {
		*f = on
	}
}

func milliseconds(v string) (time.Duration, error) {
	n, err := strconv.Atoi(v)
	return time.Duration(n) * time.Millisecond, err
}

func chunkSize(v string) (int, error) {
	if v == "" || v == "1" {
		return 1000, nil
	}
	return strconv.Atoi(v)
}

// of picks the behaviour of a request target: its own query, else that of the path.
func (s *Server) of(target string) (Behaviour, error) {
	path, query, asked := strings.Cut(target, "?")
	if !asked {
		s.mu.Lock()
		query = s.paths[path]
		s.mu.Unlock()
	}
	return ParseBehaviour(query)
}
