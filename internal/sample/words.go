package sample

import "strings"

// JoinWords writes words so that the configuration's lexer cuts them again in the same way.
func JoinWords(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(QuoteWord(w))
	}
	return b.String()
}

// QuoteWord writes a word so that the configuration's lexer reads it as it is.
func QuoteWord(w string) string {
	if w != "" && !strings.ContainsAny(w, " \t\r\n#\\\"'") {
		return w
	}
	if !strings.ContainsAny(w, "'\r\n") {
		return "'" + w + "'"
	}
	return `"` + wordEscaper.Replace(w) + `"`
}

var wordEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "\n", `\n`, "\r", `\r`)
