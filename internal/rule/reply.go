package rule

import "metergate/internal/sample"

// Reply is the answer that return, deny, tarpit and http-error describe. Exactly one of the sources of its body is
// set; none means the proxy's own error page for the status.
type Reply struct {
	Status      int
	ContentType string // "" when nothing is sent
	Headers     []ReplyHeader
	Body        []byte         // string, file
	Format      *sample.Format // lf-string, lf-file
	Errorfile   []byte         // errorfile: a whole answer, head included
	Errorfiles  string         // errorfiles: the http-errors section whose page is sent
	Default     bool           // default-errorfiles, said or implied
}

// ReplyHeader is one `hdr <name> <fmt>`.
type ReplyHeader struct {
	Name  string
	Value *sample.Format
}

// Reply reads the options of an answer up to the condition. status is what holds without `status` or
// `deny_status`.
func (p *Parser) Reply(status int) (*Reply, error) { return p.reply(status) }
