package forward

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// unescapePart reads a part of a dotted name.
func unescapePart(s string) (out string) {
	if s == "_" {
		return ""
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			out += string([]byte{byte(c)})
			i += 2
		} else {
			out += s[i : i+1]
		}
	}
	return out
}

// TestPartsReadBack escapes any text and reads it again: two texts never make the same part, and no part makes two.
func TestPartsReadBack(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[_2Ea. ]{0,8}`), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		part := escapePart(text)
		if unescapePart(part) != text || part == "" || strings.ContainsFunc(part, func(r rune) bool { return r > 0x7f || !isPlain(byte(r)) }) {
			t.Errorf("%q becomes %q and that %q", text, part, unescapePart(part))
		}
	})
}

// TestTagsEndNothing holds tags to having no byte that ends them.
func TestTagsEndNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name, value := rapid.String().Draw(t, "name"), rapid.String().Draw(t, "value")
		tags := appendDogTag("", name, value)
		if n, v, ok := strings.Cut(tags, ":"); name != "" && value != "" && (!ok || n[0] != ',' || strings.ContainsAny(tags[1:], ",|#\n ") || v == "") {
			t.Errorf("%q, %q: %q", name, value, tags)
		}
		if v := escapeTagValue(value); strings.ContainsAny(v, "; \n") || strings.HasPrefix(v, "~") {
			t.Errorf("%q: %q", value, v)
		}
	})
}
