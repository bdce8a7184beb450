package conf

import "strconv"

// A Pos is a place in a source: the file as it was named, and a line from 1.
type Pos struct {
	File string
	Line int
}

// String returns file:line.
func (p Pos) String() string { return p.File + ":" + strconv.Itoa(p.Line) }

// IsZero reports whether p names no place, as for settings that come from the
// command line.
func (p Pos) IsZero() bool { return p == Pos{} }

// A Word is one word of a line after quotes, escapes and the environment.
type Word struct {
	Text   string
	Quoted bool // a part of it stood in quotes
	Col    int  // byte of its first character in the line, from 1
}

// A Line is one line of a section: at least one word.
type Line struct {
	Pos
	Words []Word
}
