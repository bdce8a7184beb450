package proxy

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"metergate/internal/conf"
	"metergate/internal/rule"
)

// errorCodes are the status codes of the gateway's own error pages.
var errorCodes = map[int64]bool{
	200: true, 400: true, 401: true, 403: true, 404: true, 405: true, 407: true, 408: true, 410: true, 413: true,
	414: true, 421: true, 422: true, 425: true, 429: true, 431: true, 500: true, 501: true, 502: true, 503: true, 504: true,
}

// maxErrorPage bounds a page: it must fit a buffer.
const maxErrorPage = defaultBufsize - defaultRewrite

// An ErrorPage replaces the gateway's own page for a status: a whole response, head included.
type ErrorPage struct {
	Code int
	Wire []byte
}

var (
	dirErrorFile = conf.List(conf.Spec{
		Name: "errorfile", In: conf.Proxies | conf.HTTPErrors, Usage: "errorfile <code> <file>",
		Help: "The whole response sent for a status, instead of the built-in page; /dev/null sends nothing.",
	}, parseErrorFile)
	dirErrorLoc    = errorLoc("errorloc", 302, "Redirects to a page for a status, with 302.")
	dirErrorLoc302 = errorLoc("errorloc302", 302, "Redirects to a page for a status, with 302.")
	dirErrorLoc303 = errorLoc("errorloc303", 303, "Redirects to a page for a status, with 303.")
)

func parseErrorFile(a *conf.Args) (ErrorPage, error) {
	code, err := errorCode(a)
	if err != nil {
		return ErrorPage{}, err
	}
	name, err := a.Text("<status_code> and <file> as arguments")
	if err != nil {
		return ErrorPage{}, err
	}
	page, err := os.ReadFile(filepath.Clean(name))
	switch {
	case err != nil:
		return ErrorPage{}, fmt.Errorf("error reading file '%s': %v.", name, errors.Unwrap(err))
	case len(page) > maxErrorPage:
		return ErrorPage{}, fmt.Errorf("file '%s' has %d bytes, more than the %d that fit.", name, len(page), maxErrorPage)
	}
	return ErrorPage{Code: code, Wire: page}, nil
}

func errorCode(a *conf.Args) (int, error) {
	code, err := a.Int(100, 599)
	if err != nil {
		return 0, err
	}
	if !errorCodes[code] {
		return 0, fmt.Errorf("status code '%d' not handled by '%s' directive.", code, a.Name())
	}
	return int(code), nil
}

func errorLoc(name string, status int, help string) *conf.ListKey[ErrorPage] {
	return conf.List(conf.Spec{Name: name, In: conf.Proxies, Usage: name + " <code> <url>", Help: help},
		func(a *conf.Args) (ErrorPage, error) {
			code, err := errorCode(a)
			if err != nil {
				return ErrorPage{}, err
			}
			url, err := a.Text("<status_code> and <url> as arguments")
			if err != nil {
				return ErrorPage{}, err
			}
			reason := map[int]string{302: "Found", 303: "See Other"}[status]
			wire := fmt.Sprintf("HTTP/1.1 %d %s\r\ncache-control: no-cache\r\ncontent-length: 0\r\nlocation: %s\r\n\r\n", status, reason, url)
			return ErrorPage{Code: code, Wire: []byte(wire)}, nil
		})
}

// give makes the whole response the page for its status.
func (e ErrorPage) give(_ *ruleCompiler, _ conf.Pos, pages map[int]*rule.Reply) {
	pages[e.Code] = &rule.Reply{Status: e.Code, Errorfile: e.Wire}
}
