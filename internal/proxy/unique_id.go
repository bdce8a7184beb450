package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/sample"
)

// What gives each request a name of its own, which logs and origins can tell it by.
var (
	dirUniqueID = conf.Scalar(conf.Spec{
		Name: "unique-id-format", In: conf.Proxies, Usage: "unique-id-format <format>",
		Help: "The name that each request gets: a log-format, as a rule of addresses, dates and counters.",
	}, conf.Text("a log-format string"))
	dirUniqueIDHeader = conf.Scalar(conf.Spec{
		Name: "unique-id-header", In: conf.Defaults | conf.Frontend, Usage: "unique-id-header <name>",
		Help: "The header in which servers are told that name.",
	}, func(a *conf.Args) (string, error) { return a.Text("a header name") })
)

func init() {
	sample.RegisterFetch(sample.Fetch{
		Name: "unique-id", Out: sample.Str, Needs: sample.Internal, Help: "What unique-id-format makes of the request or check.",
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) { return uniqueID(cx) },
	})
	sample.RegisterLogVar(sample.LogVar{
		Name: "ID", Kind: sample.TextVar, Needs: sample.Internal, Expr: "unique-id", Help: "What unique-id-format makes of the request.",
		Get: uniqueID,
	})
}

func uniqueID(cx *sample.Ctx) (sample.Value, bool) {
	if s := streamOf(cx); s != nil {
		id := s.uniqueID()
		return sample.StrOf(id), len(id) > 0
	}
	if s := checkedServer(cx); s != nil && s.Back.UniqueID != nil {
		return sample.StrOf(s.Back.UniqueID.Append(nil, cx)), true
	}
	return sample.Value{}, false
}

// uniqueID is the name of the request, empty without a format and for what was no request. It is made when it is first asked
// for; a format that asks for it finds it empty.
func (s *Stream) uniqueID() []byte {
	if f := s.front.UniqueID; f != nil && !s.identified && (s.parsed || s.front.Mode == ModeTCP) {
		s.identified = true
		s.unique = s.unique[:0]
		s.unique = f.Append(s.unique, &s.cx)
	}
	if !s.identified {
		return nil
	}
	return s.unique
}

// addUniqueID tells the server the name of the request, where unique-id-header asks for that.
func (s *Stream) addUniqueID() {
	if s.front.UniqueID == nil {
		return
	}
	if id := s.uniqueID(); s.front.UniqueIDHeader != "" && len(id) > 0 {
		s.name = append(s.name[:0], s.front.UniqueIDHeader...)
		s.req.Add(s.name, id)
	}
}

// uniqueID compiles the proxy's format.
func (u *ruleCompiler) uniqueID() {
	text, ok := dirUniqueID.Get(u.proxy.Bag)
	if !ok {
		return
	}
	at := dirUniqueID.At(u.proxy.Bag)
	f, err := sample.ParseFormat(text, u.env(sample.AtHTTPReq|sample.AtCheck, at))
	if err != nil {
		u.alert(at, conf.Loose, "failed to parse unique-id : %v.", err)
		return
	}
	u.proxy.UniqueID = f
}
