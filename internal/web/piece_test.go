package web

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// TestPieces: whatever the size and place of what is written, the reader gets the same bytes, behind those it has.
func TestPieces(t *testing.T) {
	cases := []struct {
		name string
		len  int
		lend bool // rendered into lent memory where it fits
	}{
		{"nothing", 0, true},
		{"small", 10, true},
		{"own memory", 10, false},
		{"as large as the first piece", firstPiece, true},
		{"outgrown", 2 * nextPiece, true},
	}
	for _, c := range cases {
		var want []byte
		a := streamed("text/plain", func(w io.Writer) error {
			own := make([]byte, c.len)
			for i := range 5 {
				b := own
				if room := w.(*pieceWriter).Lend(); c.lend && len(room) >= c.len {
					b = room[:c.len]
				}
				copy(b, bytes.Repeat([]byte{'0' + byte(i)}, c.len))
				want = append(want, b...)
				if _, err := w.Write(b); err != nil {
					return fmt.Errorf("piece %d: %w", i, err)
				}
			}
			return nil
		})
		got := []byte("before ")
		err := error(nil)
		for err == nil {
			got, err = a.Next(got)
		}
		if err != io.EOF || string(got) != "before "+string(want) {
			t.Errorf("%s: %d bytes (%v), want %d", c.name, len(got), err, len(want)+len("before "))
		}
		a.Close()
	}
}
