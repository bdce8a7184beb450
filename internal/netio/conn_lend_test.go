package netio

import (
	"bytes"
	"io"
	"testing"
)

// TestLend sends pieces that are rendered into the same memory again and again, as soon as they were flushed.
func TestLend(t *testing.T) {
	const pieces = 50
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			b := make([]byte, 256<<10)
			for i := range pieces {
				for k := range b {
					b[k] = byte(i)
				}
				if c.WriteString("[") != nil || c.Lend(b) != nil || c.WriteString("]") != nil {
					t.Error("cannot write")
				}
				if _, err := c.Flushed(tk, 0); err != nil {
					t.Errorf("flush: %v", err)
				}
			}
			c.Close(second)
		})
		got, err := io.ReadAll(dial(t, ln))
		var want []byte
		for i := range pieces {
			want = append(append(append(want, '['), bytes.Repeat([]byte{byte(i)}, 256<<10)...), ']')
		}
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("read %d bytes (%v), want %d of the pieces in turn", len(got), err, len(want))
		}
	})
}
