package proxy

import (
	"fmt"
	"strconv"

	"metergate/internal/conf"
	"metergate/internal/rule"
)

// The lines that give a proxy pages of a section http-errors, and pages that are made for each request.
var (
	dirErrorFiles = conf.List(conf.Spec{
		Name: "errorfiles", In: conf.Proxies, Usage: "errorfiles <section> [<code>]...",
		Help: "The pages of a section http-errors: all of them, or those for these statuses.",
	}, parseErrorFiles)
	dirHTTPError = conf.List(conf.Spec{
		Name: "http-error", In: conf.Proxies,
		Usage: "http-error status <code> [content-type <type>] [{ default-errorfiles | errorfile <file> | errorfiles <section> | file <file> | " +
			"lf-file <file> | string <text> | lf-string <fmt> }] [hdr <name> <fmt>]...",
		Help: "The answer sent for a status, instead of the built-in page. default-errorfiles takes one back that was given before.",
	}, parseHTTPError)
)

// An errorImport is what an errorfiles line says.
type errorImport struct {
	section string
	codes   []int // none for all that the section has
}

func parseErrorFiles(a *conf.Args) (e errorImport, err error) {
	if e.section, err = a.Text("<name> as argument"); err != nil {
		return e, err
	}
	for !a.Done() {
		word := a.Next().Text
		code, err := strconv.Atoi(word)
		if err != nil || !errorCodes[int64(code)] {
			return e, fmt.Errorf("errorfiles : status code '%s' not handled.", word)
		}
		e.codes = append(e.codes, code)
	}
	return e, nil
}

// give takes the pages over.
func (e errorImport) give(u *ruleCompiler, at conf.Pos, pages map[int]*rule.Reply) {
	from, ok := u.g.errorSections[e.section]
	if !ok {
		u.alert(conf.Pos{}, conf.Bare, "proxy '%s': unknown http-errors section '%s' (at %s).", u.proxy.Name, e.section, at)
		return
	}
	for code, page := range from {
		if len(e.codes) == 0 {
			pages[code] = page
		}
	}
	for _, code := range e.codes {
		if from[code] == nil {
			u.warn(conf.Pos{}, conf.Bare, "config: proxy '%s' : status '%d' not declared in http-errors section '%s' (at %s).", u.proxy.Name, code, e.section, at)
			continue
		}
		pages[code] = from[code]
	}
}

// An errorReply is the words of an http-error line. They are compiled when all names are known.
type errorReply words

func parseHTTPError(a *conf.Args) (errorReply, error) {
	w, err := keepWords(a)
	return errorReply(w), err
}

// give compiles the answer.
func (e errorReply) give(u *ruleCompiler, at conf.Pos, pages map[int]*rule.Reply) {
	r, err := rule.ParseReply(dirHTTPError.Name(), e, u.env(u.requestPoint(), at))
	switch {
	case err != nil:
		u.alert(at, conf.Loose, "http-error : %v", err)
	case !errorCodes[int64(r.Status)]:
		u.alert(at, conf.Loose, "http-error: status code '%d' not handled.", r.Status)
	case r.Page:
		delete(pages, r.Status)
	default:
		pages[r.Status] = r
	}
}
