package proxy

import (
	"bytes"
	"fmt"
	"strings"

	"metergate/internal/sample"
)

var paramArgs = []sample.Arg{
	{Name: "name", Kind: sample.ArgStr, Optional: true},
	{Name: "delim", Kind: sample.ArgStr, Optional: true, Default: "?"},
	{Name: "i", Kind: sample.ArgStr, Optional: true},
}

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "url_param", Aliases: []string{"urlp"}, Forms: sample.StringForms("urlp"), Args: paramArgs, Out: sample.Str, Needs: sample.ReqHead,
			Help:  "Value of a parameter of the query; the option i folds the case of its name.",
			Check: checkParam, Get: getParam,
		},
		sample.Fetch{
			Name: "urlp_val", Aliases: []string{"url_param_val"}, Args: paramArgs, Out: sample.Int, Needs: sample.ReqHead,
			Help:  "Value of a parameter of the query, as a number.",
			Check: checkParam,
			Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
				v, ok := getParam(cx, a)
				return sample.IntOf(leadingInt(v.Bytes())), ok
			},
		},
	)
}

func checkParam(a sample.Args, _ *sample.Env) error {
	if len(a.Str(1)) != 1 {
		return fmt.Errorf("delimiter must be exactly one character")
	}
	if a.Has(2) && a.Str(2) != "" && a.Str(2) != "i" {
		return fmt.Errorf("supports only 'i' as third argument")
	}
	return nil
}

// getParam finds the first parameter of that name behind the first delimiter.
func getParam(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
	s := streamOf(cx)
	if s == nil || s.head() == nil {
		return sample.Value{}, false
	}
	at := bytes.IndexByte(s.req.Target(), a.Str(1)[0])
	if at < 0 {
		return sample.Value{}, false
	}
	fold := a.Has(2) && a.Str(2) == "i"
	for rest := s.req.Target()[at+1:]; rest != nil; {
		var pair []byte
		pair, rest = nextParam(rest)
		name, value, ok := bytes.Cut(pair, []byte("="))
		if ok && (a.Str(0) == "" || string(name) == a.Str(0) || fold && strings.EqualFold(string(name), a.Str(0))) {
			return sample.StrOf(value), true
		}
	}
	return sample.Value{}, false
}

// nextParam splits the first pair off a query; the rest is nil behind the last one.
func nextParam(query []byte) (pair, rest []byte) {
	if i := bytes.IndexAny(query, "&;"); i >= 0 {
		return query[:i], query[i+1:]
	}
	return query, nil
}
