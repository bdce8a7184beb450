package proxy

import "metergate/internal/sample"

// What the first message of a TLS handshake says that only passes through.
func init() {
	number := func(read func(*hello) int) func(*hello) (sample.Value, bool) {
		return func(h *hello) (sample.Value, bool) { return sample.IntOf(int64(read(h))), true }
	}
	text := func(read func(*hello) []byte) func(*hello) (sample.Value, bool) {
		return func(h *hello) (sample.Value, bool) { b := read(h); return sample.StrOf(b), len(b) > 0 }
	}
	bytes := func(read func(*hello) []byte) func(*hello) (sample.Value, bool) {
		return func(h *hello) (sample.Value, bool) { b := read(h); return sample.BinOf(b), len(b) > 0 }
	}
	list := func(kind int) func(*hello) (sample.Value, bool) {
		return bytes(func(h *hello) []byte { return h.list(kind) })
	}
	for _, f := range []struct {
		name, old string
		out       sample.Type
		forms     bool
		help      string
		get       func(*hello) (sample.Value, bool)
	}{
		{"ssl_hello_type", "req_ssl_hello_type", sample.Int, false, "Kind of the hello of a TLS client: 1.", number(func(h *hello) int { return h.kind })},
		{"ssl_ver", "req_ssl_ver", sample.Int, false, "Version that the hello of a TLS client names: 65536 times its major number, plus its minor one.", number(func(h *hello) int { return h.version })},
		{"ssl_sni", "req_ssl_sni", sample.Str, true, "Server name in the hello of a TLS client.", text((*hello).serverName)},
		{"ssl_alpn", "", sample.Str, true, "First protocol that the hello of a TLS client offers.", text((*hello).protocol)},
		{"ssl_st_ext", "", sample.Int, false, "Session tickets in the hello of a TLS client: 0 for none spoken, 1 for one asked for, 2 for one shown.", number((*hello).ticket)},
		{"ssl_ec_ext", "", sample.Bool, false, "Whether the hello of a TLS client names groups or point formats.",
			func(h *hello) (sample.Value, bool) {
				_, groups := h.extension(extGroups)
				_, points := h.extension(extPoints)
				return sample.BoolOf(groups || points), true
			}},
		{"ssl_cipherlist", "", sample.Bin, false, "Cipher suites in the hello of a TLS client, two bytes each.", bytes(func(h *hello) []byte { return h.ciphers })},
		{"ssl_sigalgs", "", sample.Bin, false, "Signature algorithms in the hello of a TLS client, two bytes each.", list(extSigAlgs)},
		{"ssl_supported_groups", "", sample.Bin, false, "Groups in the hello of a TLS client, two bytes each.", list(extGroups)},
		{"ssl_keyshare_groups", "", sample.Bin, false, "Groups of the keys in the hello of a TLS client, two bytes each.", bytes((*hello).shares)},
	} {
		fetch := helloFetch("req."+f.name, f.old, f.out, sample.ReqBuffer, false, f.help, f.get)
		if f.forms {
			fetch.Forms = sample.StringForms(fetch.Name)
		}
		sample.RegisterFetch(fetch)
	}
	sample.RegisterFetch(helloFetch("res.ssl_hello_type", "rep_ssl_hello_type", sample.Int, sample.ResBuffer, true,
		"Kind of the hello of a TLS server: 2.", number(func(h *hello) int { return h.kind })))
}

// ticket says what the hello tells of session tickets.
func (h *hello) ticket() int {
	content, there := h.extension(extTicket)
	switch {
	case !there:
		return 0
	case len(content) == 0:
		return 1
	}
	return 2
}

func helloFetch(name, old string, out sample.Type, needs sample.Source, response bool, help string,
	get func(*hello) (sample.Value, bool)) sample.Fetch {
	f := sample.Fetch{
		Name: name, Out: out, Needs: needs, Help: help,
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
			h, ok, more := parseHello(contentOf(cx, response))
			if more {
				mayChange(cx)
			}
			if !ok || (h.kind == 2) != response {
				return sample.Value{}, false
			}
			return get(&h)
		},
	}
	if old != "" {
		f.Aliases = []string{old}
	}
	return f
}
