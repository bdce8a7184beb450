package http1

// Options are the bounds and tolerances of a parser. The zero value means the
// reference's defaults and strictness.
type Options struct {
	MaxHead   int  // bytes of a head, tune.bufsize - tune.maxrewrite; 0 means 15360
	MaxFields int  // tune.http.maxhdr, start line included; 0 means 101
	MaxTarget int  // bytes of a request target; 0 means no bound but MaxHead
	Lenient   bool // option accept-unsafe-violations-in-http-request or -response
	AnyBody   bool // h1-accept-payload-with-any-method: HTTP/1.0 GET, HEAD, DELETE may have a body
}

const (
	defaultMaxHead   = 16384 - 1024
	defaultMaxFields = 101
)

func (o *Options) maxHead() int {
	if o != nil && o.MaxHead > 0 {
		return o.MaxHead
	}
	return defaultMaxHead
}

// maxFields is the number of fields without the start line.
func (o *Options) maxFields() int {
	if o != nil && o.MaxFields > 0 {
		return o.MaxFields - 1
	}
	return defaultMaxFields - 1
}

func (o *Options) lenient() bool { return o != nil && o.Lenient }

func (o *Options) maxTarget() int {
	if o != nil && o.MaxTarget > 0 {
		return o.MaxTarget
	}
	return int(^uint32(0) >> 1)
}
