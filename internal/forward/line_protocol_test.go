package forward

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"metergate/internal/metric"
)

// A point is a line of the line protocol, read by its specification. Texts have quotes in front.
type point struct {
	series string // measurement and tags, as they stand
	tags   map[string]string
	fields map[string]string
	at     int64
}

// cutKey reads up to one of the marks, with escapes.
func cutKey(s, marks string) (key, rest string, err error) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(", =", s[i+1]) >= 0:
			i++
			key += s[i : i+1]
		case c < ' ':
			return "", "", fmt.Errorf("a control character in a key: %q", s)
		case strings.IndexByte(marks, c) >= 0:
			if key == "" {
				err = fmt.Errorf("an empty key at %q", s)
			}
			return key, s[i:], err
		default:
			key += s[i : i+1]
		}
	}
	return "", "", fmt.Errorf("%q does not end in any of %q", s, marks)
}

// cutText reads a text between quotes.
func cutText(s string) (text, rest string, err error) {
	text = `"`
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			text += s[i : i+1]
		case s[i] == '"':
			return text, s[i+1:], nil
		default:
			text += s[i : i+1]
		}
	}
	return "", "", fmt.Errorf("a text without end: %q", s)
}

// parsePoint reads a line without its end.
func parsePoint(line string) (p point, err error) {
	p.tags, p.fields = map[string]string{}, map[string]string{}
	_, rest, err := cutKey(line, ", ")
	for err == nil && rest[0] == ',' {
		var name, value string
		if name, rest, err = cutKey(rest[1:], "="); err != nil {
			return p, err
		}
		if value, rest, err = cutKey(rest[1:], ", "); p.tags[name] != "" {
			return p, fmt.Errorf("tag %s twice", name)
		}
		p.tags[name] = value
	}
	if err != nil {
		return p, err
	}
	p.series = line[:len(line)-len(rest)]
	for more := true; more && err == nil; more = err == nil && rest[0] == ',' {
		rest, err = p.cutField(rest[1:])
	}
	if err == nil {
		p.at, err = strconv.ParseInt(rest[1:], 10, 64)
	}
	return p, err
}

func (p *point) cutField(s string) (rest string, err error) {
	name, rest, err := cutKey(s, "=")
	if err != nil {
		return "", err
	}
	value := ""
	if rest = rest[1:]; strings.HasPrefix(rest, `"`) {
		value, rest, err = cutText(rest)
	} else if end := strings.IndexAny(rest, ", "); end > 0 {
		value, rest = rest[:end], rest[end:]
		if digits, ok := strings.CutSuffix(value, "i"); ok {
			_, err = strconv.ParseInt(digits, 10, 64)
		} else {
			_, err = strconv.ParseFloat(value, 64)
		}
	}
	if err != nil || value == "" || rest == "" || p.fields[name] != "" {
		return "", errors.Join(err, fmt.Errorf("no field at %q", s))
	}
	p.fields[name] = value
	return rest, nil
}

// written is what stands for a text: the control characters, and what else is named, in hexadecimal digits.
func inHex(s, also string) (out string) {
	for _, r := range s {
		if r < ' ' || r == 0x7f || strings.ContainsRune(also, r) {
			out += fmt.Sprintf("%%%02X", r)
		} else {
			out += string(r)
		}
	}
	return out
}

// TestLineProtocolReadsBack writes any texts and reads them again.
func TestLineProtocolReadsBack(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ab\\,= "\n]{0,8}`))
	rapid.Check(t, func(t *rapid.T) {
		tag, value, field, text := texts.Draw(t, "tag"), texts.Draw(t, "value"), texts.Draw(t, "field"), texts.Draw(t, "text")
		number := rapid.Uint64().Draw(t, "number")
		line := appendTag([]byte("m"), tag, value)
		line, _ = appendField(append(appendKey(append(line, ' '), "f"+field), '='), metric.Str, metric.Text("x"+text))
		line, _ = appendField(append(line, ",n="...), metric.U64, metric.Uint64(number))
		p, err := parsePoint(string(line) + " 17")
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if tag != "" && value != "" && p.tags[inHex(tag, `\`)] != inHex(value, `\`) {
			t.Errorf("%s: the tag is %q", line, p.tags)
		}
		if got := p.fields["f"+inHex(field, `\`)]; got != `"x`+inHex(text, "") {
			t.Errorf("%s: the text is %q", line, got)
		}
		if want := fmt.Sprint(min(number, 1<<63-1), "i"); p.fields["n"] != want || p.at != 17 || !utf8.Valid(line) {
			t.Errorf("%s: the number is %s, the time %d", line, p.fields["n"], p.at)
		}
	})
}

func TestFieldsKeepTheirType(t *testing.T) {
	for _, c := range []struct {
		typ   metric.Type
		value metric.Value
		want  string
	}{
		{metric.U64, metric.Uint64(1 << 63), "9223372036854775807i"},
		{metric.U32, metric.Float(2.5), "2i"},
		{metric.S32, metric.Int32(-1), "-1i"},
		{metric.Flt, metric.Float(2), "2"},
		{metric.Flt, metric.Uint64(2), "2"},
		{metric.Str, metric.Text("5"), `"5"`},
		{metric.Str, metric.Uint64(5), ""},
		{metric.Str, metric.Text(""), ""},
		{metric.U64, metric.Text("5"), ""},
		{metric.U64, metric.NotSet(), ""},
		{metric.U64, metric.None(), ""},
	} {
		got, ok := appendField(nil, c.typ, c.value)
		if ok != (c.want != "") || ok && string(got) != c.want {
			t.Errorf("%v of type %v: %s, %v, not %q", c.value, c.typ, got, ok, c.want)
		}
	}
}
