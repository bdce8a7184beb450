package netio

import (
	"testing"
	"unsafe"
)

// TestIdleConnIsSmall: a gateway holds many.
func TestIdleConnIsSmall(t *testing.T) {
	if n := unsafe.Sizeof(Conn{}); n > 288 {
		t.Errorf("a Conn has %d bytes", n)
	}
}
