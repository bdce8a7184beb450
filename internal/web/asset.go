package web

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"strings"
)

// The page carries its style and script itself, so that it needs nothing but its one address.
var (
	//go:embed static/page.css
	styleSheet string
	//go:embed static/page.js
	script string
)

// showAll lets browsers without scripts show the rows that are hidden until the script takes them over.
const showAll = "tr.far{display:table-row}tbody.far{display:table-row-group}"

// policy lets nothing into the page but what it carries: no text that slipped into it could run, load or send.
var policy = [][2]string{
	{"content-security-policy", strings.Join([]string{
		"default-src 'none'",
		"style-src " + digest(styleSheet) + " " + digest(showAll),
		"script-src " + digest(script),
		"img-src data:",
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'self'",
	}, "; ")},
	{"x-content-type-options", "nosniff"},
	{"referrer-policy", "same-origin"},
}

// digest names a text in a policy.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
