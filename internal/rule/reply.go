package rule

import (
	"cmp"
	"fmt"
	"strconv"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// Reply is the answer that return, deny, tarpit and http-error describe. At most one of the sources of its body is
// there; without any the answer has no body.
type Reply struct {
	Status      int
	ContentType string // "" when nothing is sent
	Headers     []ReplyHeader
	Page        bool           // default-errorfiles, said or implied: the proxy's page for the status
	Body        []byte         // string, file
	Format      *sample.Format // lf-string, lf-file
	Errorfile   []byte         // errorfile, errorfiles: a whole answer, head included; empty ends the connection in silence

	source  string // the keyword that gave the body
	section string // of http-errors
}

// ReplyHeader is one `hdr <name> <fmt>`.
type ReplyHeader struct {
	Name  string
	Value *sample.Format
}

// Reply reads the options of an answer, up to the condition. Without `status` the answer has the given one; page says
// that without a body of its own the proxy's page is sent.
func (p *Parser) Reply(status int, page bool) (*Reply, error) {
	r := &Reply{Status: status}
	said := map[string]bool{}
	for p.More() {
		key := p.Peek()
		option := replyOptions[key]
		if option == nil {
			break
		}
		if said[key] && key != "hdr" {
			return nil, fmt.Errorf("unexpected '%s' argument, '%s' already defined", key, key)
		}
		said[key] = true
		p.at++
		if err := option(p, r, key); err != nil {
			return nil, err
		}
	}
	if r.source == "" {
		r.Page = page
	}
	if err := r.check(p.Env); err != nil {
		return nil, err
	}
	return r, r.importPage(p.Env)
}

// ParseReply reads an answer that stands in a line of its own, as that of http-error. name is the line's directive.
func ParseReply(name string, words []string, env *sample.Env) (*Reply, error) {
	p := &Parser{Name: name, Env: env, words: words}
	r, err := p.Reply(0, false)
	switch {
	case err != nil:
		return nil, err
	case p.at < len(words):
		return nil, fmt.Errorf("unknown keyword '%s'.", words[p.at])
	case r.Status == 0:
		return nil, fmt.Errorf("expects at least a <status> as arguments.")
	}
	return r, nil
}

// replyOptions read one option each, its keyword already taken.
var replyOptions = map[string]func(*Parser, *Reply, string) error{
	"status":       (*Parser).replyStatus,
	"deny_status":  (*Parser).replyStatus,
	"content-type": (*Parser).replyType,
	"hdr":          (*Parser).replyHeader,
	"default-errorfiles": func(p *Parser, r *Reply, key string) error {
		r.Page = true
		return r.from(key)
	},
	"errorfiles": (*Parser).replyErrorfiles,
	"errorfile":  (*Parser).replyErrorfile,
	"file":       (*Parser).replyFile,
	"lf-file":    (*Parser).replyFile,
	"string":     (*Parser).replyString,
	"lf-string":  (*Parser).replyString,
}

// from notes where the body comes from; there may be one source.
func (r *Reply) from(key string) error {
	if r.source != "" {
		return fmt.Errorf("unexpected '%s' argument, '%s' already defined", key, r.source)
	}
	r.source = key
	return nil
}

func (p *Parser) replyStatus(r *Reply, key string) error {
	w := p.Next()
	if w == "" {
		return fmt.Errorf("'%s' expects <status_code> as argument", key)
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 200 || n > 599 {
		return fmt.Errorf("Unexpected status code '%s'", w)
	}
	r.Status = n
	return nil
}

func (p *Parser) replyType(r *Reply, key string) error {
	if r.ContentType = p.Next(); r.ContentType == "" {
		return fmt.Errorf("'%s' expects <ctype> as argument", key)
	}
	return nil
}

func (p *Parser) replyHeader(r *Reply, key string) error {
	name, value := p.Next(), p.Peek()
	if name == "" || value == "" {
		return fmt.Errorf("'%s' expects <name> and <value> as arguments", key)
	}
	if !http1.IsToken([]byte(name)) {
		return fmt.Errorf("'%s' is not a valid header name", name)
	}
	f, err := sample.ParseFormat(p.Next(), p.Env)
	if err != nil {
		return fmt.Errorf("'%s' : %w", name, err)
	}
	r.Headers = append(r.Headers, ReplyHeader{name, f})
	return nil
}

func (p *Parser) replyErrorfile(r *Reply, key string) error {
	wire, err := p.readFile(r, key)
	if err != nil || len(wire) == 0 {
		r.Errorfile = []byte{}
		return err
	}
	var head http1.Response
	n, err := head.Parse(wire, nil, &http1.Options{MaxHead: len(wire) + 1, Lenient: true})
	if err != nil || n == 0 {
		return fmt.Errorf("'%s': unable to parse headers", p.words[p.at-1])
	}
	r.Errorfile, r.Status = wire, head.Status
	return nil
}

// replyErrorfiles takes the name of a section; which page of it is meant shows when all options are read.
func (p *Parser) replyErrorfiles(r *Reply, key string) error {
	if r.section = p.Next(); r.section == "" {
		return fmt.Errorf("'%s' expects <name> as argument", key)
	}
	return r.from(key)
}

// importPage takes the page for the status out of a section http-errors. One that it does not have is the proxy's.
func (r *Reply) importPage(env *sample.Env) (err error) {
	switch {
	case r.section == "":
		return nil
	case env.Errorfiles == nil:
		return fmt.Errorf("unknown http-errors section '%s' referenced by an http reply", r.section)
	}
	r.Errorfile, err = env.Errorfiles(r.section, r.Status)
	r.Page = r.Errorfile == nil
	return err
}

func (p *Parser) replyFile(r *Reply, key string) error {
	b, err := p.readFile(r, key)
	if err == nil {
		err = r.setBody(b, key == "lf-file", p.Env)
	}
	return err
}

func (p *Parser) replyString(r *Reply, key string) error {
	w := p.Next()
	if w == "" {
		return fmt.Errorf("'%s' expects <str> as argument", key)
	}
	if err := r.from(key); err != nil {
		return err
	}
	return r.setBody([]byte(w), key == "lf-string", p.Env)
}

// setBody takes the body, or compiles it.
func (r *Reply) setBody(b []byte, format bool, env *sample.Env) (err error) {
	if !format {
		r.Body = b
		return nil
	}
	r.Format, err = sample.ParseBody(string(b), env)
	return err
}

func (p *Parser) readFile(r *Reply, key string) ([]byte, error) {
	name := p.Next()
	if name == "" {
		return nil, fmt.Errorf("'%s' expects <file> as argument", key)
	}
	if err := r.from(key); err != nil {
		return nil, err
	}
	b, err := p.Env.Read(name)
	if err != nil {
		return nil, fmt.Errorf("error opening file '%s'", name)
	}
	return b, nil
}

// check refuses answers that make no sense.
func (r *Reply) check(env *sample.Env) error {
	hasBody := len(r.Body) > 0 || r.Format != nil
	switch {
	case hasBody && (r.Status == 204 || r.Status == 304):
		return fmt.Errorf("No body expected for %d responses", r.Status)
	case r.Format != nil && r.ContentType == "":
		return fmt.Errorf("a content type must be defined with a log-format payload")
	case hasBody && r.ContentType == "":
		return fmt.Errorf("a content type must be defined when non-empty payload is configured")
	case (r.Page || r.section != "") && !http1.HasErrorPage(r.Status):
		return fmt.Errorf("status code '%d' not handled by default with '%s' argument", r.Status, cmp.Or(r.source, "default-errorfiles"))
	}
	if r.ContentType != "" && !hasBody && env.Warn != nil {
		env.Warn(fmt.Sprintf("content-type '%s' ignored by the http reply because neither errorfile nor payload defined.", r.ContentType))
	}
	return nil
}
