package cookie

import "bytes"

// A Claim is what a client's cookie says of its server.
type Claim struct {
	ID    []byte // the server's name
	Own   []byte // what the server itself put into the cookie, in mode Prefix
	Owned bool   // there is such a part
	// Last and First are when the cookie was last and first used, in seconds since 1970; 0 when it does not tell.
	Last, First int64
}

// Delimiter stands between the server's name and the server's own value, in mode Prefix.
const Delimiter = '~'

// Read reads the value of the cookie.
func (p *Policy) Read(value []byte) Claim {
	if p.Mode == Prefix {
		id, own, owned := bytes.Cut(value, []byte{Delimiter})
		return Claim{ID: id, Own: own, Owned: owned}
	}
	id, dates, dated := bytes.Cut(value, []byte("|"))
	c := Claim{ID: id}
	if !dated {
		return c
	}
	c.Last = parseDate(dates)
	if _, first, ok := bytes.Cut(dates, []byte("|")); ok {
		c.First = parseDate(first)
	}
	return c
}

// Given is what a client's cookie was worth: the third letter of the termination state.
type Given byte

// The worths.
const (
	None    Given = 'N' // there was none
	Invalid Given = 'I' // no server has this name
	Down    Given = 'D' // its server was down
	Valid   Given = 'V'
	Expired Given = 'E' // not used for too long
	Old     Given = 'O' // in use for too long
	Unused  Given = 'U' // something else chose the server, or the cookie was to be ignored
)

// Judge says whether the dates of a cookie let it be believed at now (seconds since 1970): Valid, Expired or Old. A date that is
// in the future for more than a day is none that the gateway has set.
func (p *Policy) Judge(c Claim, now int64) Given {
	switch {
	case p.MaxLife > 0 && c.First > 0 && beyond(now, c.First, p.MaxLife):
		return Old
	case p.MaxIdle > 0 && c.Last > 0 && beyond(now, c.Last, p.MaxIdle):
		return Expired
	}
	return Valid
}

func beyond(now, date, limit int64) bool { return now-date > limit || date-now > 24*60*60 }

// Done is what became of the cookie in the answer: the last letter of the termination state.
type Done byte

// The deeds.
const (
	Nothing  Done = 'N'
	Provided Done = 'P' // the server set it, and it was left as it is
	Deleted  Done = 'D' // the server's was taken out
	Inserted Done = 'I'
	Replaced Done = 'R' // the server's was changed
	Updated  Done = 'U' // only its dates are new
)
