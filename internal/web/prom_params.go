package web

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"time"

	"metergate/internal/history"
)

// params are the parameters of a call, in the forms of Prometheus's API.
type params struct{ url.Values }

// invalid says which parameter cannot be understood.
func invalid(name string, err error) error { return fmt.Errorf("invalid parameter %q: %w", name, err) }

// time reads a moment: seconds since 1970, or as in RFC 3339.
func (p params) time(name string, missing time.Time) (time.Time, error) {
	if p.Get(name) == "" {
		return missing, nil
	}
	return p.needTime(name)
}

// The first and the last moment that clients ask for; the library cannot read them.
const minTimeText, maxTimeText = "-292273086-05-16T16:47:06Z", "+292277025-08-18T07:12:54.999999999Z"

// maxSeconds bounds moments to those whose milliseconds can be counted.
const maxSeconds = 1 << 43

func (p params) needTime(name string) (time.Time, error) {
	text := p.Get(name)
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		if !(math.Abs(f) < maxSeconds) {
			return time.Time{}, invalid(name, fmt.Errorf("%q is no time", text))
		}
		s, part := math.Modf(f)
		return time.Unix(int64(s), int64(math.Round(part*1000)*1e6)).UTC(), nil
	}
	switch text {
	case minTimeText:
		return time.Unix(-maxSeconds, 0), nil
	case maxTimeText:
		return time.Unix(maxSeconds, 0), nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, invalid(name, fmt.Errorf("cannot parse %q to a valid timestamp", text))
	}
	return t, nil
}

func (p params) duration(name string) (time.Duration, error) {
	if p.Get(name) == "" {
		return 0, nil
	}
	return p.needDuration(name)
}

// needDuration reads a time in seconds, or with units as in 1h30m.
func (p params) needDuration(name string) (time.Duration, error) {
	text := p.Get(name)
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		if ns := f * float64(time.Second); math.Abs(ns) < math.MaxInt64 {
			return time.Duration(ns), nil
		}
		return 0, invalid(name, fmt.Errorf("cannot parse %q to a valid duration. It overflows int64", text))
	}
	d, err := history.ParseDuration(text)
	if err != nil {
		return 0, invalid(name, fmt.Errorf("cannot parse %q to a valid duration", text))
	}
	return d, nil
}

// limit reads the number after which an answer is cut; 0 is none.
func (p params) limit() (int, error) {
	text := p.Get("limit")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err == nil && n < 0 {
		err = fmt.Errorf("limit must be non-negative")
	}
	if err != nil {
		return 0, invalid("limit", err)
	}
	return n, nil
}

// wishes reads what queries have in common.
func (p params) wishes(w *history.Wishes) error {
	var err1, err2, err3 error
	w.Limit, err1 = p.limit()
	w.Timeout, err2 = p.duration("timeout")
	w.Lookback, err3 = p.duration("lookback_delta")
	return first(err1, err2, err3)
}

// selection reads which series are meant.
func (p params) selection() (s history.Selection, err error) {
	var err1, err2, err3 error
	s.Matches = p.Values["match[]"]
	s.Limit, err1 = p.limit()
	s.Start, err2 = p.time("start", time.Time{})
	s.End, err3 = p.time("end", time.Time{})
	return s, first(err1, err2, err3)
}
