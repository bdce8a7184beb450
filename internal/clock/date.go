package clock

import "time"

// Dates renders dates of one time zone. What changes once a second is rendered
// once a second and copied afterwards, so that a log line costs a few bytes of
// copying. A Dates is not safe for concurrent use.
type Dates struct {
	loc    *time.Location
	second int64 // the second that the texts stand for
	valid  bool

	log, rfc3164, iso, zone, gmt, local []byte
}

// NewDates returns a Dates for a zone; time.Local is the zone of log lines.
func NewDates(loc *time.Location) *Dates { return &Dates{loc: loc} }

// AppendLog appends the date of HTTP log lines, with milliseconds:
// 22/Nov/2026:09:33:06.076. All functions of Dates take Unix nanoseconds.
func (d *Dates) AppendLog(dst []byte, unix int64) []byte {
	frac := d.at(unix)
	dst = append(dst, d.log...)
	return appendFraction(dst, frac/1e6, 3)
}

// AppendRFC3164 appends the date of traditional syslog headers: Nov 22 09:33:06,
// the day padded with a blank.
func (d *Dates) AppendRFC3164(dst []byte, unix int64) []byte {
	d.at(unix)
	return append(dst, d.rfc3164...)
}

// AppendISO appends the date of RFC 5424 headers and of the formats iso and
// timed: 2026-11-22T09:33:06.076123+00:00.
func (d *Dates) AppendISO(dst []byte, unix int64) []byte {
	frac := d.at(unix)
	dst = append(dst, d.iso...)
	dst = appendFraction(dst, frac/1e3, 6)
	return append(dst, d.zone...)
}

// AppendLocal appends the log alias %Tl: 22/Nov/2026:10:33:06 +0100.
func (d *Dates) AppendLocal(dst []byte, unix int64) []byte {
	d.at(unix)
	return append(dst, d.local...)
}

// AppendGMT appends the log alias %T: 22/Nov/2026:09:33:06 +0000.
func (d *Dates) AppendGMT(dst []byte, unix int64) []byte {
	d.at(unix)
	return append(dst, d.gmt...)
}

// at renders the texts of the second of unix, unless they stand, and returns
// the nanoseconds within that second.
func (d *Dates) at(unix int64) int64 {
	second := unix / 1e9
	frac := unix % 1e9
	if frac < 0 {
		second--
		frac += 1e9
	}
	if d.valid && d.second == second {
		return frac
	}
	d.second, d.valid = second, true
	t := time.Unix(second, 0).In(d.loc)
	d.log = t.AppendFormat(d.log[:0], "02/Jan/2006:15:04:05")
	d.rfc3164 = t.AppendFormat(d.rfc3164[:0], time.Stamp)
	d.iso = t.AppendFormat(d.iso[:0], "2006-01-02T15:04:05")
	d.zone = t.AppendFormat(d.zone[:0], "-07:00")
	d.local = t.AppendFormat(d.local[:0], "02/Jan/2006:15:04:05 -0700")
	d.gmt = t.UTC().AppendFormat(d.gmt[:0], "02/Jan/2006:15:04:05 -0700")
	return frac
}

// appendFraction appends a point and n with width digits.
func appendFraction(dst []byte, n int64, width int) []byte {
	dst = append(dst, '.')
	end := len(dst) + width
	dst = append(dst, "000000000"[:width]...)
	for i := end - 1; n > 0; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	return dst
}
