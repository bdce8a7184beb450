package sample

import (
	"fmt"
	"strings"
)

// Flags are the options between braces of a log-format item.
type Flags uint16

// The flags.
const (
	Quote  Flags = 1 << iota // Q: between double quotes
	Hex                      // X: hexadecimal
	Escape                   // E: a backslash before ", \ and ]
	Raw                      // bin: bytes as they are
	JSON                     // json: a JSON value
	CBOR                     // cbor: a CBOR value, in hexadecimal without bin
	Dash                     // M: a dash for what is missing, which log formats have from the start
	logged                   // the text goes to a log line, not into a message
	bodily                   // the text is a body: values stand in it as they are
)

var flagNames = map[string]Flags{"Q": Quote, "X": Hex, "E": Escape, "bin": Raw, "json": JSON, "cbor": CBOR, "M": Dash}

// apply reads a list such as "+Q,-X" and returns the flags it makes of f.
func (f Flags) apply(list string) (Flags, error) {
	if list == "" {
		return f, nil
	}
	for word := range strings.SplitSeq(list, ",") {
		sign, name := word[:min(1, len(word))], word[min(1, len(word)):]
		bit, known := flagNames[name]
		switch {
		case sign != "+" && sign != "-" || !known:
			return f, fmt.Errorf("unknown flag '%s': expected + or - and one of Q, X, E, M, bin, json, cbor", word)
		case sign == "-":
			f &^= bit
		case bit == JSON:
			f = f&^CBOR | bit
		case bit == CBOR:
			f = f&^JSON | bit
		default:
			f |= bit
		}
	}
	return f, nil
}
