package top

// A key is what was pressed: a character, or one of those below.
type key rune

// The keys that are no characters.
const (
	keyUp key = -1 - iota
	keyDown
	keyPageUp
	keyPageDown
	keyHome
	keyEnd
	keyEscape
	keyBackspace
	keyEnter
	keyTab
	keyInterrupt
)

// sequences are what terminals send for keys that are no characters, behind the escape.
var sequences = map[string]key{
	"[A": keyUp, "[B": keyDown, "OA": keyUp, "OB": keyDown, "[5~": keyPageUp, "[6~": keyPageDown,
	"[H": keyHome, "[F": keyEnd, "[1~": keyHome, "[4~": keyEnd, "OH": keyHome, "OF": keyEnd,
}

var controls = map[byte]key{
	3: keyInterrupt, 8: keyBackspace, 9: keyTab, 10: keyEnter, 13: keyEnter, 127: keyBackspace, 16: keyUp, 14: keyDown,
}

// keysOf reads the keys of what a terminal sent at once. Sequences that are not known are left out.
func keysOf(in []byte) (all []key) {
	for len(in) > 0 {
		if in[0] == 0x1b {
			k, n := escaped(in[1:])
			if in = in[1+n:]; k != 0 {
				all = append(all, k)
			}
			continue
		}
		if k, ok := controls[in[0]]; ok {
			all = append(all, k)
		} else if in[0] >= ' ' && in[0] < 0x7f {
			all = append(all, key(in[0]))
		}
		in = in[1:]
	}
	return all
}

// escaped reads what follows an escape: a key and how many bytes it is.
func escaped(in []byte) (key, int) {
	if len(in) == 0 || in[0] != '[' && in[0] != 'O' {
		return keyEscape, 0
	}
	end := 1
	for end < len(in) && (in[end] >= '0' && in[end] <= '9' || in[end] == ';') {
		end++
	}
	if end < len(in) {
		end++
	}
	return sequences[string(in[:end])], end
}
